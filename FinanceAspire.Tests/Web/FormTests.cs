using System.Net;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using FinanceAspire.Tests.Support;

namespace FinanceAspire.Tests.Web;

/// <summary>What no browser sends, somebody does: a form without its fields, or full of nonsense, is never a fault.</summary>
public sealed class FormTests(PostgresFixture postgres)
{
    private static readonly string[] Nonsense = ["", "x", "-1", "99999999999999999999999999999999", "2026-13-45", "'; drop table postings; --", "\u0000"];

    [Fact]
    public async Task Form_that_is_empty_or_nonsense_is_answered_in_words()
    {
        await using var app = await WebApp.StartAsync(postgres);
        Guid bank;
        string receipt;
        var transaction = Guid.CreateVersion7();
        using (var client = await app.SetUpAsync())
        {
            bank = await client.AccountAsync("Checking");
            using var recorded = await client.RecordAsync(transaction, "2026-10-05", "Market", (bank, "-1.00"), (await client.AccountAsync("Groceries"), "1.00"));
            receipt = (string)(await ReceiptsApiTests.AddAsync(client, ReceiptSamples.Pdf("Total 1.00", "2026-10-05"), "invoice.pdf"))["id"]!;
        }

        using var browser = app.CreateClient(new() { AllowAutoRedirect = false, HandleCookies = true });
        await SignInAsync(browser, app.Email);
        string[] pages =
        [
            "/accounts/new", $"/accounts/{bank}/edit", $"/accounts/{bank}/reconcile?date=2026-10-31&balance=-1", "/transactions/new", $"/transactions/{transaction}",
            "/receipts", $"/receipts/{receipt}", "/import", "/prices", "/status", "/settings/closing", "/settings/commodities", "/books", "/changes",
            $"/accounts/{bank}", "/transactions", "/transactions/edit", "/payees", "/tags", "/categories", "/settings/display", "/rules/new", "/searches", "/import?first=true",
        ];
        var sent = 0;
        foreach (var page in pages)
        {
            foreach (var form in await FormsAsync(browser, page))
            {
                var names = form.QuerySelectorAll("[name]").Select(e => e.GetAttribute("name")!).Where(n => n is not ("_handler" or "__RequestVerificationToken")).Distinct().ToList();
                foreach (var nonsense in Nonsense.Select(n => (string?)n).Prepend(null))
                {
                    var fields = form.QuerySelectorAll("input[type=hidden]").OfType<IHtmlInputElement>().Where(i => i.Name is "_handler" or "__RequestVerificationToken").ToDictionary(i => i.Name!, i => i.Value);
                    foreach (var name in nonsense is null ? [] : names)
                    {
                        fields[name] = nonsense!;
                    }

                    using var content = new FormUrlEncodedContent(fields);
                    using var response = await browser.PostAsync(page, content, TestContext.Current.CancellationToken);
                    Assert.True((int)response.StatusCode < 500, $"{page}, form {fields.GetValueOrDefault("_handler")}, '{nonsense ?? "no fields"}': {(int)response.StatusCode}");
                    sent++;
                }
            }
        }

        Assert.True(sent > 80, $"Only {sent} forms were sent.");
    }

    /// <summary>A page of something that is not there, or not any more, says so.</summary>
    [Theory]
    [InlineData("/accounts/")]
    [InlineData("/transactions/")]
    [InlineData("/imports/")]
    [InlineData("/receipts/")]
    [InlineData("/rules/")]
    public async Task Page_of_what_is_not_there_is_not_found(string path)
    {
        await using var app = await WebApp.StartAsync(postgres);
        using (await app.SetUpAsync())
        {
        }

        using var browser = app.CreateClient(new() { AllowAutoRedirect = false, HandleCookies = true });
        await SignInAsync(browser, app.Email);
        using var answer = await browser.GetAsync($"{path}{Guid.CreateVersion7()}", TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Contains("<h1", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    private static async Task SignInAsync(HttpClient browser, string email)
    {
        var form = (await FormsAsync(browser, "/sign-in"))[0];
        var fields = form.QuerySelectorAll("input[type=hidden]").OfType<IHtmlInputElement>().ToDictionary(i => i.Name!, i => i.Value);
        (fields["Form.Email"], fields["Form.Password"]) = (email, WebApp.Password);
        using var content = new FormUrlEncodedContent(fields);
        using var response = await browser.PostAsync("/sign-in", content, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Redirect, response.StatusCode);
    }

    private static async Task<List<IHtmlFormElement>> FormsAsync(HttpClient browser, string page)
    {
        using var answer = await browser.GetAsync(page, TestContext.Current.CancellationToken);
        var html = new HtmlParser().ParseDocument(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.True(answer.IsSuccessStatusCode, $"{page}: {(int)answer.StatusCode}: {html.Body?.TextContent}");
        return [.. html.QuerySelectorAll("main form[method=post]").OfType<IHtmlFormElement>()];
    }
}
