using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using FinanceAspire.Tests.Browser;
using FinanceAspire.Tests.Support;
using FinanceAspire.Web.Texts;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Localization;

namespace FinanceAspire.Tests.Web;

/// <summary>
/// Pages in a language that puts every translated text in brackets: what is outside of them and is no data of the user's was
/// forgotten.
/// </summary>
public sealed partial class PseudoTests(PostgresFixture postgres)
{
    private const string Typed = "xqzy";

    // Names, which are the same in every language.
    private static readonly string[] Names = ["FinanceAspire", "beancount", "OFX1", "VWCE"];

    // The culture's own words, which no text has.
    private static readonly string[] Calendar = [.. CultureInfo.GetCultureInfo("de-DE").DateTimeFormat.MonthNames.Where(m => m.Length > 0), .. CultureInfo.GetCultureInfo("de-DE").DateTimeFormat.DayNames];

    [Fact]
    public async Task Every_text_of_every_page_is_translated()
    {
        await using var app = await WebApp.StartAsync(postgres);
        using var api = await app.SetUpAsync();
        var (pages, own) = await FillAsync(api);
        await using var pseudo = app.WithWebHostBuilder(host => host.ConfigureTestServices(services => services.AddSingleton<IStringLocalizer<Text>, Brackets>()));
        using var browser = pseudo.CreateClient(new WebApplicationFactoryClientOptions { AllowAutoRedirect = false, HandleCookies = true });
        browser.DefaultRequestHeaders.AcceptLanguage.ParseAdd("de");
        var leftovers = new List<string>();
        leftovers.AddRange(Leftovers(await GetAsync(browser, "/sign-in"), own).Select(l => $"/sign-in: {l}"));
        await PostAsync(browser, "/sign-in", ("Form.Email", app.Email), ("Form.Password", "wrong"), leftovers, own);
        await PostAsync(browser, "/sign-in", ("Form.Email", app.Email), ("Form.Password", WebApp.Password), leftovers, own);

        var texts = 0;
        foreach (var page in pages)
        {
            var html = await GetAsync(browser, page);
            texts += html.Body!.TextContent.Count(c => c == '⟦');
            leftovers.AddRange(Leftovers(html, own).Select(l => $"{page}: {l}"));
        }

        Assert.True(texts > 500, $"Only {texts} texts are in brackets.");
        foreach (var page in pages.Where(p => p != "/settings/sessions"))
        {
            await PostFormsAsync(browser, page, leftovers, own);
        }

        Assert.True(leftovers.Count == 0, string.Join('\n', leftovers.Distinct()));
    }

    /// <summary>The guard itself: text, attribute and title outside of brackets are found, what is in them and the user's own is not.</summary>
    [Fact]
    public void Text_outside_of_brackets_is_found()
    {
        var html = new HtmlParser().ParseDocument(
            "<title>⟦a⟧ · FinanceAspire</title><p title='Left'>⟦in ⟦here⟧⟧ Bakery 1.234,56 EUR <kbd>Ctrl</kbd></p><input placeholder='⟦b⟧' aria-label='Over'><button>Go</button>");

        Assert.Equal(["title=Left", "aria-label=Over", "Go"], Leftovers(html, ["Bakery"]));
    }

    /// <summary>A book in which everything has happened once, and all its pages; and what of their text is the user's own.</summary>
    private static async Task<(List<string> Pages, List<string> Own)> FillAsync(HttpClient api)
    {
        var (bank, food) = (await api.AccountAsync("Checking"), await api.AccountAsync("Groceries"));
        var (kept, gone) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        foreach (var (id, date) in new[] { (kept, "2026-10-05"), (gone, "2026-10-06") })
        {
            using var recorded = await api.RecordAsync(id, date, "Zzpayee", (bank, "-12.50"), (food, "12.50"));
        }

        using (var removed = await api.DeleteAsync($"/api/v1/transactions/{gone}", TestContext.Current.CancellationToken))
        {
            Assert.True(removed.IsSuccessStatusCode);
        }

        var (_, import) = await api.UploadAsync(bank, Samples.Ofx1, "zzfile.ofx");
        await api.PostAsync($"/api/v1/imports/{import["id"]}/commit");
        var (_, open) = await api.UploadAsync(bank, Samples.GermanCsv, "zzfile.csv");
        var accounts = (await api.ReadAsync("/api/v1/accounts"))["items"]!.AsArray().Select(a => (string)a!["name"]!);
        var transactions = (await api.ReadAsync("/api/v1/transactions?limit=100"))["items"]!.AsArray();
        List<string> own =
        [
            .. accounts, .. transactions.SelectMany(t => new[] { (string)t!["payee"]!, (string)t["description"]! }.Concat(t["postings"]!.AsArray().Select(p => (string)p!["memo"]!))),
            "Household", "owner@example.org", "zzfile.ofx", "zzfile.csv", Typed, "Zzpayee",
            // What a file holds is shown as it is.
            .. Encoding.Latin1.GetString(Samples.GermanCsv).Split(';', '"', '\r', '\n').Select(c => c.Trim()), .. open["rows"]!.AsArray().SelectMany(r => new[] { (string)r!["payee"]!, (string)r["description"]! }),
        ];
        var pages = PagesTests.Pages.Concat(
        [
            $"/imports/{import["id"]}", $"/imports/{open["id"]}", $"/accounts/{bank}", $"/accounts/{bank}?q=zzpayee", $"/accounts/{bank}?as_of=2026-01-01T00:00:00Z", $"/accounts/{food}", $"/accounts/{bank}/edit", $"/accounts/{bank}/history",
            $"/accounts/{bank}/reconcile", $"/accounts/{bank}/reconcile?date=2026-10-31&balance=-1", $"/accounts/{bank}/reconcile?date=2026-10-31&balance={Typed}", $"/transactions/{kept}", $"/transactions/{kept}/history", $"/transactions/{gone}/history",
            $"/categories?move={food}", $"/rules/new?from={kept}", $"/accounts/{Guid.NewGuid()}", $"/transactions/{Guid.NewGuid()}", $"/rules/{Guid.NewGuid()}", "/reports/balance-sheet?as_of=2026-10-07T00:00:00Z",
            "/transactions?q=payee:", "/transactions?q=amount:x", "/transactions?q=is:x", "/transactions?q=payes:x", "/payees?q=zzz", "/error", "/?done=x",
        ]).Distinct().ToList();
        return (pages, [.. own.Where(o => o is { Length: > 1 }).Distinct().OrderByDescending(o => o.Length)]);
    }

    /// <summary>Each form of the page with nothing, and with nonsense, in its fields, by each of its buttons.</summary>
    private static async Task PostFormsAsync(HttpClient browser, string page, List<string> leftovers, List<string> own)
    {
        var forms = (await GetAsync(browser, page)).QuerySelectorAll("main form[method=post]").OfType<IHtmlFormElement>().Where(f => f.GetAttribute("action") is null).ToList();
        foreach (var form in forms.DistinctBy(f => Number().Replace(f.QuerySelector("[name=_handler]")?.GetAttribute("value") ?? "", "")))
        {
            var buttons = form.QuerySelectorAll("button[name]").Select(b => (b.GetAttribute("name")!, b.GetAttribute("value") ?? "")).DefaultIfEmpty(("", "")).ToList();
            foreach (var (button, value) in buttons.Where(b => b.Item2 != "remove"))
            {
                foreach (var text in new[] { "", Typed })
                {
                    var fields = form.QuerySelectorAll("input, select").Where(e => e.GetAttribute("name") is not null)
                        .GroupBy(e => e.GetAttribute("name")!).ToDictionary(g => g.Key, g => g.First() is IHtmlInputElement { Type: "hidden" } hidden ? hidden.Value : text);
                    if (button.Length > 0)
                    {
                        fields[button] = value;
                    }

                    using var content = new FormUrlEncodedContent(fields);
                    using var response = await browser.PostAsync(page, content, TestContext.Current.CancellationToken);
                    leftovers.AddRange(Leftovers(await ParseAsync(response), own).Select(l => $"{page}, {value} '{text}': {l}"));
                }
            }
        }
    }

    private static async Task PostAsync(HttpClient browser, string page, (string, string) first, (string, string) second, List<string> leftovers, List<string> own)
    {
        var fields = (await GetAsync(browser, page)).QuerySelectorAll("main form input[type=hidden]").OfType<IHtmlInputElement>().ToDictionary(i => i.Name!, i => i.Value);
        (fields[first.Item1], fields[second.Item1]) = (first.Item2, second.Item2);
        using var content = new FormUrlEncodedContent(fields);
        using var response = await browser.PostAsync(page, content, TestContext.Current.CancellationToken);
        leftovers.AddRange(Leftovers(await ParseAsync(response), own).Select(l => $"{page}: {l}"));
    }

    private static async Task<IHtmlDocument> GetAsync(HttpClient browser, string page)
    {
        using var response = await browser.GetAsync(page, TestContext.Current.CancellationToken);
        return await ParseAsync(response);
    }

    private static async Task<IHtmlDocument> ParseAsync(HttpResponseMessage response) =>
        new HtmlParser().ParseDocument(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));

    private static IEnumerable<string> Leftovers(IHtmlDocument html, IEnumerable<string> own)
    {
        foreach (var node in html.All.Where(IsRead))
        {
            foreach (var attribute in node.Attributes.Where(a => a.Name is "title" or "placeholder" or "alt" or "aria-label" or "label" || a.Name.StartsWith("data-text", StringComparison.Ordinal)
                // A phone shows it, by the stylesheet.
                || (a.Name == "data-label" && node.Closest(".postings") is not null)))
            {
                if (IsForgotten(attribute.Value, own))
                {
                    yield return $"{attribute.Name}={attribute.Value}";
                }
            }

            foreach (var text in node.ChildNodes.OfType<IText>().Select(t => t.Data.Trim()).Where(t => IsForgotten(t, own)))
            {
                yield return text;
            }
        }
    }

    /// <summary>Keys, searches and codes are the same in every language; a part in another language says so itself.</summary>
    private static bool IsRead(IElement element) => element.Closest("script, style, kbd, code, pre, body [lang], .own") is null;

    private static bool IsForgotten(string text, IEnumerable<string> own)
    {
        for (var (before, now) = ("", text); ; before = now, now = Bracketed().Replace(now, " "))
        {
            if (before == now)
            {
                text = now;
                break;
            }
        }

        text = own.Concat(Names).Concat(Calendar).Aggregate(text, (t, name) => t.Replace(name, "", StringComparison.OrdinalIgnoreCase));
        return Word().IsMatch(Code().Replace(text, ""));
    }

    [GeneratedRegex("⟦[^⟦⟧]*⟧")]
    private static partial Regex Bracketed();

    /// <summary>Currencies, cultures, ids.</summary>
    [GeneratedRegex(@"\b[A-Z]{3}\b|\b[a-z]{2}-[A-Z]{2}\b|[0-9a-f]{8}-[0-9a-f-]{27}")]
    private static partial Regex Code();

    [GeneratedRegex(@"\p{L}{2,}")]
    private static partial Regex Word();

    [GeneratedRegex("[0-9a-f-]{36}")]
    private static partial Regex Number();

    /// <summary>The German texts in brackets; what has none stays bare.</summary>
    private sealed class Brackets : IStringLocalizer<Text>
    {
        private readonly ResxTexts _texts = new();

        public LocalizedString this[string name] => Around(_texts[name]);

        public LocalizedString this[string name, params object[] arguments] => Around(_texts[name, arguments]);

        public IEnumerable<LocalizedString> GetAllStrings(bool includeParentCultures) => _texts.GetAllStrings(includeParentCultures);

        private static LocalizedString Around(LocalizedString text) => text.ResourceNotFound ? text : new(text.Name, $"⟦{text.Value}⟧");
    }
}
