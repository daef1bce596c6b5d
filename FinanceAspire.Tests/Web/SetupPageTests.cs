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
}
