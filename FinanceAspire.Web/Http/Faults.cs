using System.Net.Sockets;
using FinanceAspire.Data;
using Microsoft.AspNetCore.Diagnostics;
using Npgsql;

namespace FinanceAspire.Web.Http;

/// <summary>What a fault looks like from outside: problem details for programs, a page for people, never a stack trace.</summary>
internal static class Faults
{
    private const string RetryAfter = "5";

    public static void UseFaults(this WebApplication app) =>
        app.UseExceptionHandler(new ExceptionHandlerOptions
        {
            ExceptionHandlingPath = "/error",
            CreateScopeForErrors = true,
            StatusCodeSelector = Status,
            // What the client got wrong is its answer, not a fault in our log.
            SuppressDiagnosticsCallback = context => Status(context.Exception) < 500,
        });

    public static void UseStatusPages(this WebApplication app)
    {
        app.UseWhen(IsApi, api => api.UseStatusCodePages());
        app.UseWhen(http => !IsApi(http), pages => pages.UseStatusCodePagesWithReExecute("/not-found", createScopeForStatusCodePages: true));
    }

    public static bool IsApi(HttpContext http) => http.Request.Path.StartsWithSegments("/api/v1");

    private static int Status(Exception e) => e switch
    {
        BadHttpRequestException bad => bad.StatusCode,
        BookNotFoundException => StatusCodes.Status404NotFound,
        InvalidDataException => StatusCodes.Status413PayloadTooLarge,
        _ when IsTooLittleMemory(e) => StatusCodes.Status507InsufficientStorage,
        _ when IsUnavailable(e) => StatusCodes.Status503ServiceUnavailable,
        _ => StatusCodes.Status500InternalServerError,
    };

    /// <summary>A request that is larger than the memory which is left: others go on.</summary>
    private static bool IsTooLittleMemory(Exception? e) => e is OutOfMemoryException || (e is not null && IsTooLittleMemory(e.InnerException));

    /// <summary>The database is away, shutting down, full or out of connections: not this program's fault, and worth another try.</summary>
    private static bool IsUnavailable(Exception? e) => e switch
    {
        null => false,
        PostgresException p => p.SqlState.StartsWith("57P", StringComparison.Ordinal) || p.SqlState.StartsWith("53", StringComparison.Ordinal),
        NpgsqlException or SocketException or TimeoutException => true,
        _ => IsUnavailable(e.InnerException),
    };

    /// <summary>Answers programs itself; hands people on to the page.</summary>
    internal sealed class Handler : IExceptionHandler
    {
        public async ValueTask<bool> TryHandleAsync(HttpContext http, Exception exception, CancellationToken cancellationToken)
        {
            if (IsTooLittleMemory(exception))
            {
                // What the request had is garbage by now, in pieces too large to be moved by themselves: the next one is not to be refused for it.
                GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            }

            // The middleware has turned the request to the error page already; where it came from is kept beside.
            if (http.Features.Get<IExceptionHandlerPathFeature>()?.Path.StartsWith("/api/v1", StringComparison.OrdinalIgnoreCase) == true)
            {
                await WriteAsync(http, Status(exception), exception);
                return true;
            }

            if (exception is BookNotFoundException && http.User.Identity?.IsAuthenticated == true)
            {
                var book = await http.RequestServices.GetRequiredService<CurrentUser>().MembershipAsync(cancellationToken);
                http.Response.Redirect(book is null ? "/books/new" : "/");
                return true;
            }

            if (Status(exception) == StatusCodes.Status503ServiceUnavailable)
            {
                http.Response.Headers.RetryAfter = RetryAfter;
            }

            // The error page is fetched, whatever the failed request was.
            http.Request.Method = HttpMethods.Get;
            return false;
        }
    }

    private static Task WriteAsync(HttpContext http, int status, Exception e)
    {
        if (status == StatusCodes.Status503ServiceUnavailable)
        {
            http.Response.Headers.RetryAfter = RetryAfter;
        }

        var (code, title) = e switch
        {
            BookNotFoundException => ("book_not_found", e.Message),
            BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } or InvalidDataException => ("too_large", "The file is larger than 64 MB, the most that is read. Nothing was stored."),
            BadHttpRequestException => ("malformed", e.Message),
            _ when status == StatusCodes.Status507InsufficientStorage => ("too_little_memory", "There is too little memory for this now. Nothing was changed; try again in a moment, or with a smaller file."),
            _ when status == StatusCodes.Status503ServiceUnavailable => ("database_unavailable", "The database does not answer. Nothing was changed; try again."),
            _ => ("error", "Something went wrong. The fault has been logged."),
        };
        return TypedResults.Problem(statusCode: status, title: title, extensions: new Dictionary<string, object?> { ["code"] = code }).ExecuteAsync(http);
    }
}
