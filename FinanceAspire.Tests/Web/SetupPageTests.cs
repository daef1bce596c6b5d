using System.Net;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using FinanceAspire.Tests.Support;

namespace FinanceAspire.Tests.Web;

/// <summary>The page of the first minute: a book, and what is offered then.</summary>
public sealed class SetupPageTests(PostgresFixture postgres)
{
    [Theory]
    [InlineData("true", "/")]
    [InlineData("false", "/import?first=true")]
    public async Task Demo_book_is_made_in_production_only_where_the_setting_says_so(string isEnabled, string next)
    {
        await using var app = await WebApp.StartAsync(postgres, ("Demo:Enabled", isEnabled));
        using var browser = app.CreateClient(new() { AllowAutoRedirect = false, HandleCookies = true });
        var page = new HtmlParser().ParseDocument(await browser.GetStringAsync("/setup", TestContext.Current.CancellationToken));
        Assert.Equal(isEnabled == "true", page.QuerySelector("[name='Form.Demo']") is not null);

        // Asked for either way.
        var fields = page.QuerySelectorAll("form input[type=hidden]").OfType<IHtmlInputElement>().ToDictionary(i => i.Name!, i => i.Value);
        (fields["Form.Email"], fields["Form.Password"], fields["Form.BookName"], fields["Form.Currency"], fields["Form.Demo"]) = ("a@example.org", WebApp.Password, "Ours", "EUR", "true");
        using var content = new FormUrlEncodedContent(fields);
        using var answer = await browser.PostAsync("/setup", content, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        Assert.EndsWith(next, answer.Headers.Location!.OriginalString, StringComparison.Ordinal);
        var books = await browser.GetStringAsync("/books", TestContext.Current.CancellationToken);
        Assert.Equal(isEnabled == "true", books.Contains("Demo household", StringComparison.Ordinal));
        Assert.Equal(isEnabled == "true" ? "Demo household" : "Ours", new HtmlParser().ParseDocument(books).QuerySelector(".book")!.TextContent);
    }

    /// <summary>What is wrong with the account is told in the user's language, what was typed is still there, and it can be mended.</summary>
    [Theory]
    [InlineData("a@example.org", "too short", "Ein Passwort hat mindestens 12 Zeichen.")]
    [InlineData("a@example.org", "aaaaaaaaaaaaaa", "Ein Passwort hat mindestens 4 verschiedene Zeichen.")]
    [InlineData("nobody", WebApp.Password, "„nobody“ ist keine E-Mail-Adresse.")]
    [InlineData("o'brien+books@example.org", WebApp.Password, null)]
    public async Task Account_that_cannot_be_made_says_why_in_the_users_language(string email, string password, string? answer)
    {
        await using var app = await WebApp.StartAsync(postgres);
        using var browser = app.CreateClient(new() { AllowAutoRedirect = false, HandleCookies = true });
        browser.DefaultRequestHeaders.AcceptLanguage.ParseAdd("de");
        var page = new HtmlParser().ParseDocument(await browser.GetStringAsync("/setup", TestContext.Current.CancellationToken));
        var fields = page.QuerySelectorAll("form input[type=hidden]").OfType<IHtmlInputElement>().ToDictionary(i => i.Name!, i => i.Value);
        (fields["Form.Email"], fields["Form.Password"], fields["Form.BookName"], fields["Form.Currency"]) = (email, password, "Unser Buch", "EUR");
        using var content = new FormUrlEncodedContent(fields);
        using var response = await browser.PostAsync("/setup", content, TestContext.Current.CancellationToken);

        Assert.Equal(answer is null ? HttpStatusCode.Redirect : HttpStatusCode.OK, response.StatusCode);
        if (answer is not null)
        {
            var again = new HtmlParser().ParseDocument(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
            Assert.Equal(answer, again.QuerySelector("[role=alert]")!.TextContent);
            Assert.Equal("Unser Buch", again.QuerySelector("[name='Form.BookName']")!.GetAttribute("value"));
        }
    }
}
