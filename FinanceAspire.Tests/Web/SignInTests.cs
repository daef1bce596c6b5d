using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using AngleSharp.Html.Parser;
using FinanceAspire.Tests.Support;
using FinanceAspire.Web.SignIn;

namespace FinanceAspire.Tests.Web;

public sealed class SignInTests(PostgresFixture postgres)
{
    [Fact]
    public async Task Of_many_set_ups_at_once_exactly_one_succeeds()
    {
        await using var app = await WebApp.StartAsync(postgres);
        using var client = app.Anonymous();

        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(i => client.PostAsJsonAsync(
            "/api/v1/setup", new { email = $"u{i}@example.org", password = WebApp.Password, book = new { name = "B", currency = "EUR" } }, TestContext.Current.CancellationToken)));

        Assert.Equal(1, answers.Count(a => a.StatusCode == HttpStatusCode.Created));
        Assert.Equal(5, answers.Count(a => a.StatusCode == HttpStatusCode.Conflict));
    }

    [Theory]
    [InlineData("short")]
    [InlineData("password1234")]
    [InlineData("aaaaaaaaaaaaaa")]
    [InlineData("123456789012")]
    [InlineData("Passw0rd!!!!")]
    public async Task Password_that_guessers_try_first_is_refused_and_leaves_no_user(string password)
    {
        await using var app = await WebApp.StartAsync(postgres);
        using var client = app.Anonymous();

        using var response = await client.PostAsJsonAsync(
            "/api/v1/setup", new { email = "a@example.org", password, book = new { name = "B", currency = "EUR" } }, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, response.StatusCode);
        Assert.Equal("password_is_too_weak", (string)(await response.Content.ReadFromJsonAsync<JsonNode>(TestContext.Current.CancellationToken))!["code"]!);
        using var again = await app.SetUpAsync();
    }

    [Fact]
    public void Password_of_the_own_address_is_common() => Assert.True(CommonPasswords.IsCommon("margarethe42!", "margarethe@example.org"));

    [Fact]
    public void Four_random_words_are_not_common() => Assert.False(CommonPasswords.IsCommon(WebApp.Password, "owner@example.org"));

    [Fact]
    public async Task Eleventh_wrong_password_for_an_account_is_not_looked_at()
    {
        await using var app = await WebApp.StartAsync(postgres);
        using (await app.SetUpAsync())
        {
        }

        using var client = app.Anonymous();
        var statuses = new List<HttpStatusCode>();
        for (var i = 0; i < 11; i++)
        {
            using var response = await TokenAsync(client, app.Email, "wrong password number " + i);
            statuses.Add(response.StatusCode);
        }

        Assert.Equal(HttpStatusCode.TooManyRequests, statuses[^1]);
        using var right = await TokenAsync(client, app.Email, WebApp.Password);
        Assert.Equal(HttpStatusCode.TooManyRequests, right.StatusCode);
        Assert.NotNull(right.Headers.RetryAfter);
    }

    [Fact]
    public async Task Unknown_user_and_wrong_password_get_the_same_answer()
    {
        await using var app = await WebApp.StartAsync(postgres);
        using (await app.SetUpAsync())
        {
        }

        using var client = app.Anonymous();
        using var unknown = await TokenAsync(client, "nobody@example.org", "some password here");
        using var wrong = await TokenAsync(client, app.Email, "some password here");

        Assert.Equal(unknown.StatusCode, wrong.StatusCode);
        Assert.Equal(await Title(unknown), await Title(wrong));
    }

    [Fact]
    public async Task Token_that_may_only_read_cannot_write()
    {
        await using var app = await WebApp.StartAsync(postgres);
        using (await app.SetUpAsync())
        {
        }

        using var client = app.Anonymous();
        using var made = await client.PostAsJsonAsync(
            "/api/v1/tokens", new { email = app.Email, password = WebApp.Password, name = "reader", scopes = new[] { "read" } }, TestContext.Current.CancellationToken);
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", (string)(await made.Content.ReadFromJsonAsync<JsonNode>(TestContext.Current.CancellationToken))!["token"]!);

        var bank = await client.AccountAsync("Checking");
        using var write = await client.RecordAsync(Guid.NewGuid(), "2026-01-05", "X", (bank, "-1"), (await client.AccountAsync("Groceries"), "1"));

        Assert.Equal(HttpStatusCode.Forbidden, write.StatusCode);
    }

    [Fact]
    public async Task Sign_in_by_the_page_opens_the_accounts_and_sign_out_ends_the_session()
    {
        await using var app = await WebApp.StartAsync(postgres);
        using (await app.SetUpAsync())
        {
        }

        using var browser = app.CreateClient(new() { AllowAutoRedirect = false, HandleCookies = true });
        using var signedIn = await PostFormAsync(browser, "/sign-in?returnUrl=%2Ftransactions", "/sign-in?returnUrl=%2Ftransactions", new()
        {
            ["Form.Email"] = app.Email,
            ["Form.Password"] = WebApp.Password,
        });
        Assert.Equal(new Uri("http://localhost/transactions"), Target(signedIn));
        Assert.Contains("Checking", await browser.GetStringAsync("/", TestContext.Current.CancellationToken), StringComparison.Ordinal);

        using var signedOut = await PostFormAsync(browser, "/", "/sign-out", new() { ["reason"] = "user" }, form: "form[action='/sign-out']");
        using var after = await browser.GetAsync("/", TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.Redirect, after.StatusCode);
    }

    [Theory]
    [InlineData("//evil.example")]
    [InlineData("/\\evil.example")]
    [InlineData("https://evil.example")]
    [InlineData("/%09/evil.example")]
    [InlineData("\\\\evil.example")]
    public async Task Return_address_of_another_site_is_not_followed(string url)
    {
        await using var app = await WebApp.StartAsync(postgres);
        using (await app.SetUpAsync())
        {
        }

        using var browser = app.CreateClient(new() { AllowAutoRedirect = false, HandleCookies = true });
        var path = "/sign-in?returnUrl=" + Uri.EscapeDataString(Uri.UnescapeDataString(url));
        using var signedIn = await PostFormAsync(browser, path, path, new() { ["Form.Email"] = app.Email, ["Form.Password"] = WebApp.Password });

        Assert.Equal(new Uri("http://localhost/"), Target(signedIn));
    }

    [Fact]
    public async Task Form_without_its_antiforgery_token_is_refused()
    {
        await using var app = await WebApp.StartAsync(postgres);
        using (await app.SetUpAsync())
        {
        }

        using var browser = app.CreateClient(new() { AllowAutoRedirect = false, HandleCookies = true });
        using var form = new FormUrlEncodedContent([new("_handler", "sign-in"), new("Form.Email", app.Email), new("Form.Password", WebApp.Password)]);
        using var response = await browser.PostAsync("/sign-in", form, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Fact]
    public async Task Over_tls_every_cookie_is_bound_to_the_host()
    {
        await using var app = await WebApp.StartAsync(postgres);
        using var browser = app.CreateClient(new() { AllowAutoRedirect = false, HandleCookies = false, BaseAddress = new Uri("https://localhost") });

        using var response = await browser.GetAsync("/setup", TestContext.Current.CancellationToken);

        Assert.All(response.Headers.GetValues("Set-Cookie"), cookie =>
        {
            Assert.StartsWith("__Host-", cookie, StringComparison.Ordinal);
            Assert.Contains("secure", cookie, StringComparison.OrdinalIgnoreCase);
            Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        });
        Assert.Contains("max-age=31536000", Assert.Single(response.Headers.GetValues("Strict-Transport-Security")), StringComparison.Ordinal);
    }

    private static Uri Target(HttpResponseMessage response) => new(new Uri("http://localhost/sign-in"), response.Headers.Location!);

    private static Task<HttpResponseMessage> TokenAsync(HttpClient client, string email, string password) =>
        client.PostAsJsonAsync("/api/v1/tokens", new { email, password, name = "t" }, TestContext.Current.CancellationToken);

    private static async Task<string> Title(HttpResponseMessage response) =>
        (string)(await response.Content.ReadFromJsonAsync<JsonNode>(TestContext.Current.CancellationToken))!["title"]!;

    /// <summary>Sends a page's own form back, hidden fields included, as a browser without JavaScript does.</summary>
    private static async Task<HttpResponseMessage> PostFormAsync(
        HttpClient browser, string page, string action, Dictionary<string, string> fields, string form = "main form")
    {
        var html = new HtmlParser().ParseDocument(await browser.GetStringAsync(page, TestContext.Current.CancellationToken));
        foreach (var hidden in html.QuerySelectorAll($"{form} input[type=hidden]"))
        {
            fields.TryAdd(hidden.GetAttribute("name")!, hidden.GetAttribute("value") ?? "");
        }

        using var content = new FormUrlEncodedContent(fields);
        return await browser.PostAsync(action, content, TestContext.Current.CancellationToken);
    }
}
