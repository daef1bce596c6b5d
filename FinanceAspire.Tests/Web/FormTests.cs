using System.Net;
using System.Net.Http.Json;
using System.Reflection;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using FinanceAspire.Tests.Support;
using FinanceAspire.Web.Http;
using Microsoft.AspNetCore.Components;

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
            "/receipts", $"/receipts/{receipt}", "/import", "/schedules", "/schedules/new", "/budgets", "/budgets/2026-10", "/prices", "/status", "/settings/closing", "/settings/commodities", "/books", "/changes",
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
    [InlineData("/budgets/")]
    [InlineData("/schedules/")]
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

    /// <summary>Both books are of one user; the page shows the one that is open.</summary>
    [Fact]
    public async Task Page_of_another_books_schedule_is_not_found()
    {
        await using var app = await WebApp.StartAsync(postgres);
        using var client = await app.SetUpAsync();
        using var other = await app.AnotherBookAsync();
        var (mine, theirs) = (await AddScheduleAsync(client), await AddScheduleAsync(other));
        using var browser = app.CreateClient(new() { AllowAutoRedirect = false, HandleCookies = true });
        await SignInAsync(browser, app.Email);

        using var own = await browser.GetAsync($"/schedules/{mine}", TestContext.Current.CancellationToken);
        using var neighbours = await browser.GetAsync($"/schedules/{theirs}", TestContext.Current.CancellationToken);

        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.NotFound], new[] { own.StatusCode, neighbours.StatusCode });
    }

    [Fact]
    public async Task What_could_not_enter_itself_says_so_and_why_when_entered_by_hand()
    {
        await using var app = await WebApp.StartAsync(postgres);
        using var client = await app.SetUpAsync();
        var id = await AddScheduleAsync(client, automatic: true);
        using (var closed = await client.PutAsJsonAsync("/api/v1/book/closing", new { closed_through = "2026-01-31" }, TestContext.Current.CancellationToken))
        {
            Assert.True(closed.IsSuccessStatusCode, await closed.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        }

        using var browser = app.CreateClient(new() { AllowAutoRedirect = false, HandleCookies = true });
        await SignInAsync(browser, app.Email);
        var (_, answer) = await PostAsync(browser, "/schedules", "settle", ("Settle", $"enter/{id}/2026-01-31"));

        Assert.NotNull(answer.QuerySelector("[data-code=period_is_closed]"));
        Assert.Contains("Tried every hour", answer.QuerySelector(".schedules tbody tr")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Viewer_sees_schedules_and_is_refused_by_each_of_their_forms()
    {
        await using var app = await WebApp.StartAsync(postgres);
        using var client = await app.SetUpAsync();
        var id = await AddScheduleAsync(client);
        await using (var owner = new Npgsql.NpgsqlConnection(app.Owner))
        {
            await owner.OpenAsync(TestContext.Current.CancellationToken);
            await using var demoted = new Npgsql.NpgsqlCommand("update members set role = 'viewer'", owner);
            Assert.Equal(1, await demoted.ExecuteNonQueryAsync(TestContext.Current.CancellationToken));
        }

        using var browser = app.CreateClient(new() { AllowAutoRedirect = false, HandleCookies = true });
        await SignInAsync(browser, app.Email);
        var answers = new[]
        {
            await PostAsync(browser, "/schedules", "settle", ("Settle", $"enter/{id}/2026-01-31")),
            await PostAsync(browser, "/schedules", "settle", ("Settle", $"skip/{id}/2026-01-31")),
            await PostAsync(browser, $"/schedules/{id}", "schedule", ("Action", "save"), ("Form.Name", "Other")),
            await PostAsync(browser, $"/schedules/{id}", "schedule", ("Action", "remove")),
        };

        Assert.All(answers, a => Assert.NotNull(a.Page.QuerySelector("[data-code=member_may_not_change]")));
        var stored = await client.ReadAsync($"/api/v1/schedules/{id}");
        Assert.Equal(("Rent", "2026-01-31"), ((string)stored["name"]!, (string)stored["next_on"]!));
    }

    /// <summary>In a list of lines one field may be empty; the others of its line are there still when the form comes back.</summary>
    [Theory]
    [InlineData("/transactions/new", "transaction", "lines", "Form.Lines[1].", "AccountId", "Amount", "Memo")]
    [InlineData("/schedules/new", "schedule", "lines", "Form.Lines[1].", "AccountId", "Amount", "Memo")]
    [InlineData("/schedules/new", "schedule", "save", "Form.Lines[1].", "AccountId", "Amount", "Memo")]
    [InlineData("/transactions/new", "transaction", "save", "Form.Lines[1].", "AccountId", "Amount", "Memo")]
    [InlineData("/rules/new", "rule", "lines", "Form.Shares[0].", "AccountId", "Percent", "Memo")]
    [InlineData("/rules/new", "rule", "save", "Form.Shares[1].", "AccountId", "Amount", "Memo")]
    [InlineData("/rules/new", "rule", "lines", "Form.Conditions[0].", "Field", "Operator", "Value")]
    [InlineData("/accounts/{0}", "entry", "split", "Form.Lines[0].", "Category", "Amount", "Memo")]
    [InlineData("/accounts/{0}", "entry", "save", "Form.Lines[1].", "Category", "Amount", "Memo")]
    public async Task Line_with_an_empty_field_keeps_what_was_typed_in_the_others(string path, string form, string action, string line, string empty, string first, string second)
    {
        await using var app = await WebApp.StartAsync(postgres);
        Guid bank;
        using (var client = await app.SetUpAsync())
        {
            bank = await client.AccountAsync("Checking");
        }

        using var browser = app.CreateClient(new() { AllowAutoRedirect = false, HandleCookies = true });
        await SignInAsync(browser, app.Email);
        var page = string.Format(System.Globalization.CultureInfo.InvariantCulture, path, bank);
        if (form == "entry")
        {
            // Its lines are there once it is split.
            var (split, _) = await PostAsync(browser, page, form, ("Action", "split"));
            Assert.Equal(HttpStatusCode.OK, split);
        }

        var typed = second == "Value" ? "starts_with" : "12.50";
        var (status, answer) = await PostAsync(
            browser, page, form, ("Action", action), ("Form.Name", "Typed name"), ("Form.Payee", "Typed payee"), ("Form.Out", "40"), ("Form.Lines[0].Category", ""), ("Form.Lines[1].Category", ""),
            (line + empty, ""), (line + first, typed), (line + second, "typed words"));

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal(action == "save", answer.QuerySelector("[data-code=malformed]") is not null);
        Assert.Contains(answer.QuerySelectorAll($"[name$='{second}']"), e => e.GetAttribute("value") == "typed words");
        Assert.Contains(
            answer.QuerySelectorAll($"[name$='{first}']"),
            e => e.GetAttribute("value") == typed || e.QuerySelector("option[selected]")?.GetAttribute("value") == typed);
        Assert.Contains(answer.QuerySelectorAll("[name='Form.Name'], [name='Form.Payee']"), e => e.GetAttribute("value") is "Typed name" or "Typed payee");
    }

    [Fact]
    public async Task Line_of_a_file_without_a_category_keeps_what_was_decided()
    {
        await using var app = await WebApp.StartAsync(postgres);
        string import;
        using var client = await app.SetUpAsync();
        import = (string)(await client.UploadAsync(await client.AccountAsync("Checking"), "Date,Amount,Payee\n2026-10-05,-3.20,Bakery\n2026-10-06,-1.10,Kiosk\n"u8.ToArray(), "bank.csv")).Body["id"]!;
        using var browser = app.CreateClient(new() { AllowAutoRedirect = false, HandleCookies = true });
        await SignInAsync(browser, app.Email);

        var (status, _) = await PostAsync(browser, $"/imports/{import}", "rows", ("Action", "save"), ("Rows[0].Decision", "duplicate"), ("Rows[0].AccountId", ""));

        Assert.Equal(HttpStatusCode.Redirect, status);
        Assert.Equal(["duplicate", "new"], (await client.ReadAsync($"/api/v1/imports/{import}"))["rows"]!.AsArray().Select(r => (string)r!["decision"]!));
    }

    /// <summary>The binder of .NET 10 knows no empty field for these, and loses the line around it.</summary>
    [Fact]
    public void Form_has_no_field_that_the_binder_cannot_leave_empty()
    {
        var forms = typeof(FinanceAspire.Web.Components.App).Assembly.GetTypes()
            .SelectMany(t => t.GetProperties(Everything))
            .Where(p => p.GetCustomAttributes(typeof(SupplyParameterFromFormAttribute), inherit: false).Length > 0).Select(p => p.PropertyType).ToList();

        Assert.True(forms.Count > 15, $"Only {forms.Count} forms were found.");
        Assert.Empty(forms.SelectMany(f => Unbindable(f, [])).Distinct());
        Assert.Equal(["Line.Id"], Unbindable(typeof(Sample), []));
    }

    private const BindingFlags Everything = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;

    private sealed record Line(Guid? Id);

    private sealed record Sample(string Name, DateOnly? Date, List<Line> Lines);

    private static IEnumerable<string> Unbindable(Type type, HashSet<Type> seen)
    {
        var inner = type.IsGenericType && Nullable.GetUnderlyingType(type) is null ? type.GetGenericArguments()[^1] : type;
        if (Nullable.GetUnderlyingType(inner) is { } optional && (optional == typeof(Guid) || optional == typeof(TimeSpan) || optional == typeof(Int128) || optional == typeof(UInt128) || optional == typeof(Half)))
        {
            yield return inner.Name;
        }

        if (!seen.Add(inner) || !(inner.Assembly == typeof(FinanceAspire.Web.Components.App).Assembly || inner.Assembly == typeof(FormTests).Assembly) || inner == typeof(OptionalId))
        {
            yield break;
        }

        foreach (var property in inner.GetProperties())
        {
            foreach (var found in Unbindable(property.PropertyType, seen))
            {
                yield return found.Contains('.', StringComparison.Ordinal) ? found : $"{inner.Name}.{property.Name}";
            }
        }
    }

    private static async Task<Guid> AddScheduleAsync(HttpClient client, bool automatic = false)
    {
        var (id, from, to) = (Guid.CreateVersion7(), await client.AccountAsync("Checking"), await client.AccountAsync("Groceries"));
        using var added = await client.PutAsJsonAsync(
            $"/api/v1/schedules/{id}",
            new { name = "Rent", currency = "EUR", starts_on = "2026-01-31", automatic, postings = new[] { new { account_id = from, quantity = "-940" }, new { account_id = to, quantity = "940" } } },
            TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Created, added.StatusCode);
        return id;
    }

    /// <summary>Sends a form of a page as a browser without script does, with some fields filled in otherwise.</summary>
    private static async Task<(HttpStatusCode Status, IHtmlDocument Page)> PostAsync(HttpClient browser, string page, string name, params (string Name, string Value)[] typed)
    {
        var form = (await FormsAsync(browser, page)).Single(f => f.QuerySelector("[name=_handler]")?.GetAttribute("value") == name);
        var fields = form.QuerySelectorAll("input[name]:not([type=checkbox]):not([type=radio])").ToDictionary(i => i.GetAttribute("name")!, i => i.GetAttribute("value") ?? "");
        foreach (var select in form.QuerySelectorAll("select[name]").OfType<IHtmlSelectElement>())
        {
            fields[select.Name!] = select.Value ?? "";
        }

        foreach (var (field, value) in typed)
        {
            fields[field] = value;
        }

        using var content = new FormUrlEncodedContent(fields);
        using var answer = await browser.PostAsync(page, content, TestContext.Current.CancellationToken);
        return (answer.StatusCode, new HtmlParser().ParseDocument(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)));
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
