using System.Net;
using FinanceAspire.Tests.Support;
using FinanceAspire.Web.Http;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace FinanceAspire.Tests.Web;

/// <summary>Walks the real route table: what is not on the reviewed list is refused to the anonymous.</summary>
public sealed class RouteTests(PostgresFixture postgres)
{
    [Fact]
    public async Task Routes_open_to_the_anonymous_are_exactly_the_reviewed_list_and_static_files()
    {
        await using var app = await WebApp.StartAsync(postgres);

        var open = app.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(e => e.Metadata.GetMetadata<IAllowAnonymous>() is not null && !IsStatic(e))
            .Select(e => "/" + e.RoutePattern.RawText!.TrimStart('/')).Distinct().Order().ToList();

        Assert.Equal(PublicRoutes.Reasons.Keys.Order(), open);
        Assert.True(open.Count <= 10);
    }

    [Fact]
    public async Task Every_other_route_answers_the_anonymous_with_sign_in_or_401()
    {
        await using var app = await WebApp.StartAsync(postgres);
        using (await app.SetUpAsync())
        {
        }

        using var client = app.Anonymous();
        var tried = 0;
        foreach (var endpoint in app.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(e => e.Metadata.GetMetadata<IAllowAnonymous>() is null))
        {
            foreach (var method in endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? ["GET"])
            {
                var path = Path(endpoint);
                using var request = new HttpRequestMessage(new HttpMethod(method), path);
                using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);
                var refused = response.StatusCode == HttpStatusCode.Unauthorized
                    || (response.StatusCode == HttpStatusCode.Redirect && response.Headers.Location!.OriginalString.Contains("/sign-in", StringComparison.Ordinal));
                Assert.True(refused, $"{method} {path} answered {(int)response.StatusCode} to the anonymous.");
                tried++;
            }
        }

        Assert.True(tried > 20, $"Only {tried} routes were tried.");
    }

    [Fact]
    public async Task Page_carries_the_headers_that_keep_it_to_itself()
    {
        await using var app = await WebApp.StartAsync(postgres);
        using var client = app.Anonymous();

        using var response = await client.GetAsync("/setup", TestContext.Current.CancellationToken);

        var policy = Assert.Single(response.Headers.GetValues("Content-Security-Policy"));
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.Equal("nosniff", Assert.Single(response.Headers.GetValues("X-Content-Type-Options")));
        Assert.True(response.Headers.CacheControl!.NoStore);
        Assert.False(response.Headers.Contains("Server"));
        Assert.DoesNotContain("<script>", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    private static bool IsStatic(RouteEndpoint endpoint) =>
        endpoint.Metadata.Any(m => m.GetType().Name.Contains("StaticAsset", StringComparison.Ordinal)) || endpoint.RoutePattern.RawText!.Contains("_framework", StringComparison.Ordinal)
        // Files of the API reference's package: no figures of anybody's.
        || endpoint.RoutePattern.RawText.TrimStart('/') is "api/favicon.svg" or "api/scalar.js" or "api/scalar.aspnetcore.js";

    private static string Path(RouteEndpoint endpoint) =>
        "/" + string.Join('/', endpoint.RoutePattern.PathSegments.Select(s => string.Concat(s.Parts.Select(p => p switch
        {
            Microsoft.AspNetCore.Routing.Patterns.RoutePatternLiteralPart literal => literal.Content,
            Microsoft.AspNetCore.Routing.Patterns.RoutePatternParameterPart { Name: "row" } => "1",
            _ => Guid.Empty.ToString(),
        }))));
}
