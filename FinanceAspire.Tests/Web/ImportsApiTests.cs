using System.Net;
using FinanceAspire.Tests.Support;

namespace FinanceAspire.Tests.Web;

/// <summary>An import is a conversation: upload, preview, commit, take back.</summary>
public sealed class ImportsApiTests(PostgresFixture postgres)
{
    [Fact]
    public async Task Register_ends_on_the_banks_closing_balance()
    {
        await using var app = await WebApp.StartAsync(postgres);
        using var client = await app.SetUpAsync();
        var bank = await client.AccountAsync("Checking");

        var (planned, plan) = await client.UploadAsync(bank, Samples.Ofx1, "october.ofx");
        var (committed, result) = await client.PostAsync($"/api/v1/imports/{plan["id"]}/commit");

        Assert.Equal(HttpStatusCode.Created, planned.StatusCode);
        Assert.Equal("ofx1", (string)plan["format"]!);
        Assert.Equal(["new", "new", "new"], plan["rows"]!.AsArray().Select(r => (string)r!["decision"]!));
        Assert.Equal(HttpStatusCode.OK, committed.StatusCode);
        Assert.Equal(3, (int)result["imported"]!);
        Assert.Equal("0.00", (string)result["difference"]!);
        Assert.Equal(1349.25m, await client.BalanceAsync(bank));
        var newest = (await client.ReadAsync($"/api/v1/accounts/{bank}/register"))["items"]![0]!;
        Assert.Equal("1349.25", (string)newest["running_balance"]!);
        Assert.Equal("2026-10-28", (string)newest["date"]!);
    }

    [Fact]
    public async Task Same_file_again_adds_nothing()
    {
        await using var app = await WebApp.StartAsync(postgres);
        using var client = await app.SetUpAsync();
        var bank = await client.AccountAsync("Checking");
        foreach (var file in new[] { Samples.Ofx1, Samples.GermanCsv })
        {
            var (_, first) = await client.UploadAsync(bank, file);
            await client.PostAsync($"/api/v1/imports/{first["id"]}/commit");
            var before = await client.BalanceAsync(bank);

            var (_, again) = await client.UploadAsync(bank, file);
            var (_, result) = await client.PostAsync($"/api/v1/imports/{again["id"]}/commit");

            Assert.All(again["rows"]!.AsArray(), r => Assert.Equal("duplicate", (string)r!["decision"]!));
            Assert.Equal(0, (int)result["imported"]!);
            Assert.Equal(before, await client.BalanceAsync(bank));
        }
    }

    [Fact]
    public async Task Taken_back_import_leaves_nothing_and_its_lines_do_not_count_as_seen()
    {
        await using var app = await WebApp.StartAsync(postgres);
        using var client = await app.SetUpAsync();
        var (bank, food) = (await client.AccountAsync("Checking"), await client.AccountAsync("Groceries"));
        var (_, plan) = await client.UploadAsync(bank, Samples.Ofx1);
        await client.PostAsync($"/api/v1/imports/{plan["id"]}/commit");
        // An edit of one of its own transactions goes with it.
        var edited = (string)(await client.ReadAsync($"/api/v1/accounts/{bank}/register"))["items"]![0]!["transaction_id"]!;
        using var edit = await client.RecordAsync(Guid.Parse(edited), "2026-10-28", "Northwind", (bank, "400.00"), (food, "-400.00"));
        Assert.Equal(HttpStatusCode.OK, edit.StatusCode);

        var (reverted, body) = await client.PostAsync($"/api/v1/imports/{plan["id"]}/revert");
        var (_, again) = await client.UploadAsync(bank, Samples.Ofx1);

        Assert.Equal(HttpStatusCode.OK, reverted.StatusCode);
        Assert.Equal(3, (int)body["reverted"]!);
        Assert.Equal(0m, await client.BalanceAsync(bank));
        Assert.All(again["rows"]!.AsArray(), r => Assert.Equal("new", (string)r!["decision"]!));
    }

    [Fact]
    public async Task Entry_made_by_hand_is_matched_and_marked_as_cleared_not_doubled()
    {
        await using var app = await WebApp.StartAsync(postgres);
        using var client = await app.SetUpAsync();
        var (bank, food) = (await client.AccountAsync("Checking"), await client.AccountAsync("Groceries"));
        using var byHand = await client.RecordAsync(Guid.CreateVersion7(), "2026-10-02", "Market", (bank, "-45.50"), (food, "45.50"));

        var (_, plan) = await client.UploadAsync(bank, Samples.Ofx1);
        var (_, result) = await client.PostAsync($"/api/v1/imports/{plan["id"]}/commit");

        Assert.Equal("matches_entry", (string)plan["rows"]![0]!["reason"]!["code"]!);
        Assert.Equal((2, 1), ((int)result["imported"]!, (int)result["matched"]!));
        var matched = (await client.ReadAsync($"/api/v1/accounts/{bank}/register"))["items"]!.AsArray().Single(r => (string)r!["amount"]! == "-45.50");
        Assert.Equal("cleared", (string)matched!["cleared"]!);
    }

    [Fact]
    public async Task Second_side_of_a_transfer_joins_the_first()
    {
        await using var app = await WebApp.StartAsync(postgres);
        using var client = await app.SetUpAsync();
        var (bank, savings) = (await client.AccountAsync("Checking"), await client.AccountAsync("Savings"));
        var (_, first) = await client.UploadAsync(bank, Samples.Text("Date,Description,Amount\n2026-10-14,To savings,-300.00\n2026-10-20,Bakery,-3.10\n"));
        await client.PostAsync($"/api/v1/imports/{first["id"]}/commit");

        var (_, second) = await client.UploadAsync(savings, Samples.Text("Date,Description,Amount\n2026-10-15,From checking,300.00\n2026-10-31,Interest,1.20\n"));
        var (_, result) = await client.PostAsync($"/api/v1/imports/{second["id"]}/commit");

        Assert.Equal(["transfer", "new"], second["rows"]!.AsArray().Select(r => (string)r!["decision"]!));
        Assert.Equal(1, (int)result["matched"]!);
        Assert.Equal(301.20m, await client.BalanceAsync(savings));
        Assert.Equal(-303.10m, await client.BalanceAsync(bank));
    }

    [Fact]
    public async Task Transfer_is_taken_apart_and_both_lines_keep_an_entry_of_their_own()
    {
        await using var app = await WebApp.StartAsync(postgres);
        using var client = await app.SetUpAsync();
        var (bank, savings) = (await client.AccountAsync("Checking"), await client.AccountAsync("Savings"));
        var (_, first) = await client.UploadAsync(bank, Samples.Text("Date,Description,Amount\n2026-10-14,Rent of the garage,-300.00\n2026-10-20,Bakery,-3.10\n"));
        await client.PostAsync($"/api/v1/imports/{first["id"]}/commit");
        var file = Samples.Text("Date,Description,Amount\n2026-10-15,Gift of grandmother,300.00\n2026-10-31,Interest,1.20\n");
        var (_, second) = await client.UploadAsync(savings, file);
        await client.PostAsync($"/api/v1/imports/{second["id"]}/commit");
        var joined = (string)second["rows"]![0]!["reason"]!["transaction_id"]!;

        var (status, separated) = await client.PostAsync($"/api/v1/transactions/{joined}/separate");
        var (_, again) = await client.UploadAsync(savings, file);

        Assert.Equal(HttpStatusCode.OK, status.StatusCode);
        Assert.Equal((301.20m, -303.10m), (await client.BalanceAsync(savings), await client.BalanceAsync(bank)));
        var gift = await client.ReadAsync($"/api/v1/transactions/{separated["other_transaction_id"]}");
        Assert.Equal(("2026-10-15", "Gift of grandmother"), ((string)gift["date"]!, (string)gift["payee"]!));
        Assert.Equal(["Savings", "Uncategorised income"], gift["postings"]!.AsArray().Select(p => (string)p!["account"]!));
        var rent = await client.ReadAsync($"/api/v1/transactions/{joined}");
        Assert.Equal(["Checking", "Uncategorised"], rent["postings"]!.AsArray().Select(p => (string)p!["account"]!));
        // The lines are known as before.
        Assert.All(again["rows"]!.AsArray(), r => Assert.Equal("duplicate", (string)r!["decision"]!));

        // One change: taken back, it is the transfer again.
        var change = (await client.ReadAsync("/api/v1/changes"))["items"]!.AsArray().First(c => (string)c!["summary"]! == "Transfer taken apart");
        var (undone, _) = await client.PostAsync($"/api/v1/changes/{change!["id"]}/undo");
        Assert.Equal(HttpStatusCode.OK, undone.StatusCode);
        Assert.Equal(["Checking", "Savings"], (await client.ReadAsync($"/api/v1/transactions/{joined}"))["postings"]!.AsArray().Select(p => (string)p!["account"]!).Order());
    }

    [Fact]
    public async Task Two_equal_purchases_of_one_day_are_two_transactions_and_a_third_later_is_one_more()
    {
        await using var app = await WebApp.StartAsync(postgres);
        using var client = await app.SetUpAsync();
        var bank = await client.AccountAsync("Checking");
        var (_, two) = await client.UploadAsync(bank, Samples.Text("Date,Description,Amount\n2026-10-14,Coffee,-2.50\n2026-10-14,Coffee,-2.50\n"));
        await client.PostAsync($"/api/v1/imports/{two["id"]}/commit");

        var (_, three) = await client.UploadAsync(bank, Samples.Text("Date,Description,Amount\n2026-10-14,Coffee,-2.50\n2026-10-14,Coffee,-2.50\n2026-10-14,Coffee,-2.50\n"));
        var (_, result) = await client.PostAsync($"/api/v1/imports/{three["id"]}/commit");

        Assert.Equal(1, (int)result["imported"]!);
        Assert.Equal(-7.50m, await client.BalanceAsync(bank));
    }

    [Fact]
    public async Task Preview_can_be_changed_row_by_row_and_commit_does_exactly_that()
    {
        await using var app = await WebApp.StartAsync(postgres);
        using var client = await app.SetUpAsync();
        var (bank, food) = (await client.AccountAsync("Checking"), await client.AccountAsync("Groceries"));
        var (_, plan) = await client.UploadAsync(bank, Samples.Ofx1);
        foreach (var (row, body) in new[] { (1, $$"""{"account_id":"{{food}}","payee":"The market"}"""), (2, """{"decision":"duplicate"}"""),
            (3, $$"""{"account_id":"{{food}}"}"""), (3, """{"uncategorised":true}""") })
        {
            using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
            using var patched = await client.PatchAsync($"/api/v1/imports/{plan["id"]}/rows/{row}", content, TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.OK, patched.StatusCode);
        }

        var (_, result) = await client.PostAsync($"/api/v1/imports/{plan["id"]}/commit");

        Assert.Equal((2, 1), ((int)result["imported"]!, (int)result["skipped"]!));
        Assert.Equal(45.50m, await client.BalanceAsync(food));
    }

    [Fact]
    public async Task Preview_that_another_import_overtook_is_refused()
    {
        await using var app = await WebApp.StartAsync(postgres);
        using var client = await app.SetUpAsync();
        var bank = await client.AccountAsync("Checking");
        var (_, first) = await client.UploadAsync(bank, Samples.Ofx1);
        var (_, second) = await client.UploadAsync(bank, Samples.Ofx1);
        await client.PostAsync($"/api/v1/imports/{first["id"]}/commit");

        var (response, problem) = await client.PostAsync($"/api/v1/imports/{second["id"]}/commit");

        Assert.Equal(HttpStatusCode.Conflict, response.StatusCode);
        Assert.Equal("book_changed", (string)problem["code"]!);
    }

    [Fact]
    public async Task Two_commits_of_one_import_at_once_book_it_once()
    {
        await using var app = await WebApp.StartAsync(postgres);
        using var client = await app.SetUpAsync();
        var bank = await client.AccountAsync("Checking");
        var (_, plan) = await client.UploadAsync(bank, Samples.Ofx1);

        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => client.PostAsync($"/api/v1/imports/{plan["id"]}/commit")));

        Assert.Equal(1, answers.Count(a => a.Response.StatusCode == HttpStatusCode.OK));
        Assert.Equal(3, answers.Count(a => a.Response.StatusCode == HttpStatusCode.Conflict));
        Assert.Equal(1349.25m, await client.BalanceAsync(bank));
    }

    [Theory]
    [InlineData("", "empty_file")]
    [InlineData("hello, this is a letter and no statement", "not_a_statement")]
    [InlineData("Date,Description,Amount\n", "no_transactions")]
    [InlineData("OFXHEADER:100\n\n<OFX><BANKMSGSRSV1><STMTTRNRS><STMTRS><CURDEF>EUR<BANKTRANLIST><STMTTRN><TRNTYPE>DEBIT<DTPOSTED>20261003<TRNAMT>-4", "truncated")]
    [InlineData("<?xml version=\"1.0\"?><!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/passwd\">]><OFX><STMTTRN><NAME>&e;</NAME></STMTTRN></OFX>", "dtd_refused")]
    public async Task File_that_is_no_statement_is_refused_with_its_reason_and_nothing_is_stored(string file, string code)
    {
        await using var app = await WebApp.StartAsync(postgres);
        using var client = await app.SetUpAsync();
        var bank = await client.AccountAsync("Checking");

        var (response, problem) = await client.UploadAsync(bank, Samples.Text(file));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, response.StatusCode);
        Assert.Equal(code, (string)problem["code"]!);
        Assert.Equal(0m, await client.BalanceAsync(bank));
    }

    [Fact]
    public async Task Upload_in_another_currency_than_the_accounts_is_refused()
    {
        await using var app = await WebApp.StartAsync(postgres);
        using var client = await app.SetUpAsync("USD");

        var (response, problem) = await client.UploadAsync(await client.AccountAsync("Checking"), Samples.Ofx1);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, response.StatusCode);
        Assert.Equal("import_currency_differs", (string)problem["code"]!);
    }
}
