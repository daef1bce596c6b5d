using System.Net;
using AngleSharp.Html.Parser;
using FinanceAspire.Tests.Support;
using FinanceAspire.Web.Http;

namespace FinanceAspire.Tests.Deployment;

/// <summary>Web behind a proxy; the real one is in ComposeStackTests.</summary>
public sealed class ProxyTests(PostgresFixture postgres)
{
    /// <summary>The port that requests of the test server come in by.</summary>
    private const string TestServerPort = "0";

    [Theory]
    [InlineData(TestServerPort, true)]
    [InlineData("8081", false)]
    [InlineData(null, false)]
    public async Task Forwarded_headers_are_believed_at_the_proxys_port_only(string? port, bool believed)
    {
        await using var app = port is null ? await WebApp.StartAsync(postgres) : await WebApp.StartAsync(postgres, ("Proxy:Port", port));
        using var client = app.Anonymous();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/sign-in");
        request.Headers.Add("X-Forwarded-Proto", "https");
        request.Headers.Add("X-Forwarded-For", "203.0.113.9");

        using var answer = await client.SendAsync(request, TestContext.Current.CancellationToken);

        // Sent over TLS only, as far as web knows.
        Assert.Equal(believed, answer.Headers.Contains("Strict-Transport-Security"));
    }

    [Fact]
    public async Task Under_a_path_base_every_link_and_redirect_stays_under_it()
    {
        await using var app = await WebApp.StartAsync(postgres, ("Proxy:PathBase", "/finance/"));
        using var client = app.Anonymous();

        using var start = await client.GetAsync("/finance/", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Redirect, start.StatusCode);
        var target = new Uri(client.BaseAddress!, start.Headers.Location!);
        Assert.StartsWith("/finance/", target.AbsolutePath, StringComparison.Ordinal);

        foreach (var page in new[] { "/finance/setup", "/finance/sign-in" })
        {
            using var answer = await client.GetAsync(page, TestContext.Current.CancellationToken);
            var html = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            if (answer.StatusCode == HttpStatusCode.Redirect)
            {
                Assert.StartsWith("/finance/", new Uri(client.BaseAddress!, answer.Headers.Location!).AbsolutePath, StringComparison.Ordinal);
                continue;
            }

            var document = new HtmlParser().ParseDocument(html);
            Assert.Equal("/finance/", document.QuerySelector("base")!.GetAttribute("href"));
            var links = document.QuerySelectorAll("[href], [src], form[action]")
                .Select(e => e.GetAttribute("href") ?? e.GetAttribute("src") ?? e.GetAttribute("action")!).Where(l => l.StartsWith('/')).ToList();
            Assert.NotEmpty(links);
            Assert.All(links, l => Assert.StartsWith("/finance/", l, StringComparison.Ordinal));
            // A place in the page is no file; the framework's own script is not among those of a test server.
            foreach (var link in document.QuerySelectorAll("link[href]:not([rel=expect]), script[src]").Select(e => e.GetAttribute("href") ?? e.GetAttribute("src")!).Where(l => !l.StartsWith("_framework", StringComparison.Ordinal)))
            {
                using var file = await client.GetAsync(new Uri(new Uri(client.BaseAddress!, "/finance/"), link), TestContext.Current.CancellationToken);
                Assert.True(file.IsSuccessStatusCode, $"{link}: {(int)file.StatusCode}");
            }
        }
    }

    [Theory]
    [InlineData("/prices", "/finance/prices")]
    [InlineData("/finance/prices", "/finance/prices")]
    [InlineData("/finances", "/finance/finances")]
    [InlineData("http://here/prices?x=1", "/finance/prices?x=1")]
    [InlineData("https://elsewhere/prices", "https://elsewhere/prices")]
    [InlineData("prices", "prices")]
    public void Redirect_is_led_under_the_path_base_once(string target, string expected) =>
        Assert.Equal(expected, PathBaseLinks.Under(target, "/finance", "here"));
}
