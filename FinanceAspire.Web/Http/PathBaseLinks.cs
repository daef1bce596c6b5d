using System.Text;

namespace FinanceAspire.Web.Http;

/// <summary>
/// Pages write their links from the root of the site. Served under a path base, what leaves the root for the browser
/// (<c>href="/…"</c>, <c>action="/…"</c>, <c>src="/…"</c>, a redirect) is led under it: in one place, so that no page has to know.
/// Without a path base this is not in the pipeline.
/// </summary>
internal sealed class PathBaseLinks(RequestDelegate next)
{
    /// <summary>The second is enhanced navigation's own.</summary>
    private static readonly string[] Redirects = ["Location", "blazor-enhanced-nav-redirect-location"];

    public async Task InvokeAsync(HttpContext http)
    {
        if (!http.Request.PathBase.HasValue)
        {
            await next(http);
            return;
        }

        var path = http.Request.PathBase.Value!;
        var body = http.Response.Body;
        using var rewriting = new Rewriting(body, http.Response, path);
        http.Response.Body = rewriting;
        http.Response.OnStarting(() =>
        {
            foreach (var header in Redirects)
            {
                if ((string?)http.Response.Headers[header] is { Length: > 0 } target)
                {
                    http.Response.Headers[header] = Under(target, path, http.Request.Host.Value!);
                }
            }

            return Task.CompletedTask;
        });
        try
        {
            await next(http);
            await rewriting.CompleteAsync();
        }
        finally
        {
            http.Response.Body = body;
        }
    }

    /// <summary>The target of a redirect within this site, under the path base.</summary>
    internal static string Under(string target, string path, string host)
    {
        var isAbsolute = Uri.TryCreate(target, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https";
        if (isAbsolute && uri!.Authority != host)
        {
            return target;
        }

        var local = isAbsolute ? uri!.PathAndQuery : target;
        return !local.StartsWith('/') || local == path || local.StartsWith(path + "/", StringComparison.Ordinal) ? target : path + local;
    }

    /// <summary>Passes a page on as it comes, piece by piece; a link that is cut in two by the pieces is held back until it is whole.</summary>
    private sealed class Rewriting(Stream inner, HttpResponse response, string path) : Stream
    {
        private static readonly byte[][] Starts = [.. new[] { "href=\"/", "action=\"/", "src=\"/" }.Select(Encoding.ASCII.GetBytes)];
        private readonly byte[] _path = Encoding.UTF8.GetBytes(path);
        private byte[] _held = [];

        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        private bool IsPage => response.ContentType?.StartsWith("text/html", StringComparison.OrdinalIgnoreCase) == true;

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (!IsPage)
            {
                await inner.WriteAsync(buffer, cancellationToken);
                return;
            }

            byte[] all = [.. _held, .. buffer.Span];
            var whole = all.Length - Beginning(all);
            _held = all[whole..];
            await inner.WriteAsync(Led(all.AsSpan(0, whole)), cancellationToken);
        }

        public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override void Write(byte[] buffer, int offset, int count)
        {
            if (IsPage)
            {
                throw new NotSupportedException("Pages are written asynchronously.");
            }

            inner.Write(buffer, offset, count);
        }

        public override void Flush() => inner.Flush();

        public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public async Task CompleteAsync()
        {
            if (_held.Length > 0)
            {
                await inner.WriteAsync(_held);
                _held = [];
            }
        }

        /// <summary>How many bytes at the end could be the beginning of a link, or are one whose next byte decides.</summary>
        private int Beginning(ReadOnlySpan<byte> text)
        {
            // The start of a link, the path base, and one byte more to see where the path base ends.
            for (var length = Math.Min(text.Length, 9 + _path.Length + 1); length > 0; length--)
            {
                var end = text[^length..];
                foreach (var start in Starts)
                {
                    if (length < start.Length ? start.AsSpan(0, length).SequenceEqual(end) : end.StartsWith(start) && length < start.Length + _path.Length)
                    {
                        return length;
                    }
                }
            }

            return 0;
        }

        private bool IsUnder(ReadOnlySpan<byte> target) =>
            target.StartsWith(_path) && (target.Length == _path.Length || target[_path.Length] is (byte)'/' or (byte)'"' or (byte)'?' or (byte)'#');

        private byte[] Led(ReadOnlySpan<byte> text)
        {
            var led = new List<byte>(text.Length + 256);
            for (var i = 0; i < text.Length;)
            {
                var rest = text[i..];
                byte[]? found = null;
                foreach (var start in Starts)
                {
                    if (rest.StartsWith(start))
                    {
                        found = start;
                    }
                }

                if (found is null)
                {
                    led.Add(text[i++]);
                    continue;
                }

                led.AddRange(found.AsSpan(0, found.Length - 1));
                i += found.Length - 1;
                // From here on: /path. "//host" is another site; what is under the path base already stays.
                if (!text[i..].StartsWith("//"u8) && !IsUnder(text[i..]))
                {
                    led.AddRange(_path);
                }

                led.Add(text[i++]);
            }

            return [.. led];
        }
    }
}
