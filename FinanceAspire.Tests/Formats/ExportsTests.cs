using System.Globalization;
using System.IO.Compression;
using System.Text;
using FinanceAspire.Formats.Reading;
using FinanceAspire.Formats.Reading.Exports;
using FinanceAspire.Formats.Reading.Journal;
using FinanceAspire.Tests.Support;
using Microsoft.Data.Sqlite;

namespace FinanceAspire.Tests.Formats;

/// <summary>What other programs write about a whole household: both sides of each transaction, each once.</summary>
public sealed class ExportsTests
{
    [Fact]
    public async Task Ynab_register_makes_one_transfer_of_the_two_rows_it_has()
    {
        var read = await ReadAsync("""
            "Account","Flag","Date","Payee","Category Group/Category","Category Group","Category","Memo","Outflow","Inflow","Cleared"
            "Checking","","13/01/2026","Landlord","Housing: Rent","Housing","Rent","January","€1,500.00","€0.00","Cleared"
            "Checking","","14/01/2026","Transfer : Savings","","","","","€250.00","€0.00","Uncleared"
            "Savings","","14/01/2026","Transfer : Checking","","","","","€0.00","€250.00","Uncleared"
            """);

        Assert.Equal("ynab", read.Format);
        Assert.Equal(["2026-01-13 Landlord: Assets:Checking -1500.00, Expenses:Housing:Rent 1500.00", "2026-01-14 Transfer : Savings: Assets:Checking -250.00, Assets:Savings 250.00"], Book(StatementsBook.Of(read.Statements, "EUR", TestContext.Current.CancellationToken)));
    }

    [Fact]
    public async Task Mint_takes_the_sign_from_the_type_and_pairs_a_payment_seen_from_both_accounts()
    {
        var read = await ReadAsync("""
            "Date","Description","Original Description","Amount","Transaction Type","Category","Account Name","Labels","Notes"
            "8/10/2026","Caf&#233;","CAFE 12&lt;br/&gt;TOWN","2.45","debit","Coffee Shops","Blue Credit Card","",""
            "11/27/2026","Payment","CARD PAYMENT","66.88","credit","Credit Card Payment","Blue Credit Card","",""
            "12/02/2026","Transfer","TRNSFR","-66.88","debit","Transfer","Checking","",""
            """);

        Assert.Equal(["Café", "CAFE 12 TOWN"], new[] { read.Statements.SelectMany(s => s.Lines).First(l => l.Amount == -2.45m).Payee, read.Statements.SelectMany(s => s.Lines).First(l => l.Amount == -2.45m).Description });
        Assert.Equal(["2026-08-10 Café: Liabilities:Blue Credit Card -2.45, Expenses:Coffee Shops 2.45", "2026-11-27 Payment: Liabilities:Blue Credit Card 66.88, Assets:Checking -66.88"], Book(StatementsBook.Of(read.Statements, "USD", TestContext.Current.CancellationToken)));
    }

    [Fact]
    public async Task Monarch_and_actual_rows_carry_account_tags_and_parts()
    {
        var monarch = await ReadAsync("Date,Merchant,Category,Account,Original Statement,Notes,Amount,Tags\n2026-03-01,Grocer,Groceries,Everyday,GROCER #12,weekly,-50.00,\"food,shared\"\n");
        var actual = await ReadAsync("""
            Account,Date,Payee,Notes,Category_Group,Category,Amount,Split_Amount,Cleared
            Checking,2026-05-01,Market,weekly (SPLIT INTO 2),,,0,-100.00,Cleared
            Checking,2026-05-01,Market,food (SPLIT 1 OF 2),Food,Groceries,-60.00,0,Cleared
            Checking,2026-05-01,Market,soap (SPLIT 2 OF 2),Home,Household,-40.00,0,Cleared
            Checking,2026-05-02,'=SUM(A1),note,Food,Groceries,-1.00,0,Not cleared
            """);

        var line = Assert.Single(Assert.Single(monarch.Statements).Lines);
        Assert.Equal(("Everyday", "Groceries", "GROCER #12 weekly", -50.00m), (line.OwnAccount, line.Category, line.Description, line.Amount));
        Assert.Equal(["food", "shared"], line.Tags);
        Assert.Equal(["2026-05-01 Market: Assets:Checking -100.00, Expenses:Food:Groceries 60.00, Expenses:Home:Household 40.00", "2026-05-02 =SUM(A1): Assets:Checking -1.00, Expenses:Food:Groceries 1.00"], Book(StatementsBook.Of(actual.Statements, "EUR", TestContext.Current.CancellationToken)));
    }

    [Fact]
    public async Task Firefly_types_say_which_side_is_an_own_account_and_groups_are_splits()
    {
        var read = await ReadAsync(""""
            group_id,group_title,type,amount,currency_code,foreign_amount,foreign_currency_code,description,date,source_name,destination_name,category,tags
            1,,"Opening balance",100.00,EUR,,,"Initial",2026-01-01T00:00:00+01:00,"Initial balance for ""Bank""",Bank,,
            2,,Deposit,2500.00,EUR,,,Pay,2026-01-02T23:30:00+01:00,Employer,Bank,Salary,
            3,Shopping,Withdrawal,-60.00,EUR,,,Bread,2026-01-03T00:30:00+01:00,Bank,Market,Food,"a,b"
            3,Shopping,Withdrawal,-40.00,EUR,,,Soap,2026-01-03T00:30:00+01:00,Bank,Market,Household,
            4,,Transfer,10.00,EUR,11.50,USD,,2026-01-04T00:00:00+01:00,Bank,Dollars,,
            """");

        Assert.Equal(
            [
                "2026-01-01 Opening balance: Equity:Opening balances -100.00, Assets:Bank 100.00",
                "2026-01-02 Employer: Income:Salary -2500.00, Assets:Bank 2500.00",
                "2026-01-03 Market: Assets:Bank -60.00, Expenses:Food 60.00, Assets:Bank -40.00, Expenses:Household 40.00",
                "2026-01-04 : Assets:Bank -10.00, Assets:Dollars 11.50 USD",
            ],
            Book(read.Book!));
        Assert.Equal(["a", "b"], read.Book!.Transactions[2].Tags);
    }

    [Theory]
    [InlineData("Withdrawal,-1 00,2026-09-01T12:34:56+08:00", "bad_amount")]
    [InlineData("Withdrawal,-1.00,yesterday", "bad_date")]
    [InlineData("Gift,-1.00,2026-09-01T12:34:56+08:00", "unknown_type")]
    public async Task Firefly_row_that_cannot_be_meant_is_refused_with_the_reason(string row, string code)
    {
        var read = await ReadAsync($"type,amount,date,source_name,destination_name\n{row},Bank,Shop\n");

        Assert.Null(read.Book);
        Assert.Contains(read.Problems, p => p.Code == code && p.IsFatal);
    }

    [Fact]
    public async Task EzBookkeeping_keeps_the_day_in_the_cell_whatever_the_offset()
    {
        var read = await ReadAsync("""
            Time,Timezone,Type,Category,Sub Category,Account,Account Currency,Amount,Account2,Account2 Currency,Account2 Amount,Geographic Location,Tags,Description
            2026-01-20 00:00:00,+02:00,Expense,Food,Bread,Cash,EUR,15.00,,,,,x;y,note
            2026-01-21 09:00:00,+02:00,Transfer,General,Exchange,Cash,EUR,10.00,Dollars,USD,11.50,,,
            """);

        Assert.Equal(["2026-01-20 : Assets:Cash -15.00, Expenses:Food:Bread 15.00", "2026-01-21 : Assets:Cash -10.00, Assets:Dollars 11.50 USD"], Book(read.Book!));
    }

    [Fact]
    public async Task GnuCash_file_keeps_tree_splits_other_commodities_and_days()
    {
        var read = await ReadAsync(Samples.GnuCash);

        Assert.Equal(
            [
                "2026-01-05 Market: Assets:Bank -30.00, Expenses:Food 20.00, Expenses:Home 10.00",
                "2026-01-06 Shares: Assets:Bank -100.00, Assets:Depot:ACME 2.00 ACME",
            ],
            Book(read.Book!));
        Assert.Equal(50m, Assert.Single(read.Book!.Head.Prices).Price);
        Assert.Equal(Guid.ParseExact("0000000000000000000000000000aaaa", "N"), read.Book.Transactions[0].Id);
    }

    [Theory]
    [InlineData("<gnc:transaction>")]
    [InlineData("")]
    public async Task GnuCash_file_of_any_depth_is_refused_not_followed(string start)
    {
        var read = await ReadAsync($"<gnc-v2 xmlns:gnc=\"http://www.gnucash.org/XML/gnc\">{start}{string.Concat(Enumerable.Repeat("<a>", 200_000))}");

        Assert.Contains(read.Problems, p => p is { Code: "too_deep", IsFatal: true });
    }

    [Fact]
    public async Task GnuCash_csv_joins_the_rows_of_one_transaction()
    {
        var read = await ReadAsync("""
            Date,Transaction ID,Number,Description,Notes,Commodity/Currency,Void Reason,Action,Memo,Full Account Name,Account Name,Amount With Sym,Amount Num.,Value With Sym,Value Num.,Reconcile,Reconcile Date,Rate/Price
            13/01/2026,f1,,Market,,CURRENCY::EUR,,,,Assets:Bank,Bank,"-€30,00","-30,00","-€30,00","-30,00",c,,"1,00"
            13/01/2026,f1,,Market,,CURRENCY::EUR,,,bread,Expenses:Food,Food,"€30,00","30,00","€30,00","30,00",n,,"1,00"
            """);

        Assert.Equal(["2026-01-13 Market: Assets:Bank -30.00, Expenses:Food 30.00"], Book(read.Book!));
    }

    [Fact]
    public async Task Iif_transactions_have_their_splits()
    {
        var read = await ReadAsync("!ACCNT\tNAME\tACCNTTYPE\nACCNT\tBank\tBANK\nACCNT\tFood\tEXP\n!TRNS\tDATE\tACCNT\tAMOUNT\n!SPL\tDATE\tACCNT\tAMOUNT\n!ENDTRNS\nTRNS\t01/13/2026\tBank\t-30.00\nSPL\t01/13/2026\tFood\t30.00\nENDTRNS\n");

        Assert.Equal(["2026-01-13 : Assets:Bank -30.00, Expenses:Food 30.00"], Book(read.Book!));
    }

    [Fact]
    public async Task Actual_budget_file_has_each_transfer_once_and_parts_of_splits()
    {
        var read = await StatementReader.ReadAsync(new MemoryStream(await ActualAsync()), new ReadOptions { Currency = "EUR" }, TestContext.Current.CancellationToken);

        Assert.Equal("actual", read.Format);
        Assert.Equal(
            [
                "2026-01-05 Market: Assets:Checking -100.00, Expenses:Food:Groceries 60.00, Assets:Savings 40.00",
                "2026-01-06 : Assets:Checking 2500.00, Income:Paycheck -2500.00",
                "2026-01-07 : Assets:Checking -25.00, Assets:Savings 25.00",
            ],
            Book(read.Book!));
    }

    [Fact]
    public async Task Other_database_is_refused_by_name()
    {
        var read = await StatementReader.ReadAsync(new MemoryStream([.. "SQLite format 3\0"u8, .. new byte[200]]), new ReadOptions(), TestContext.Current.CancellationToken);

        Assert.Contains(read.Problems, p => p is { Code: "unsupported_format", IsFatal: true });
    }

    [Theory]
    [InlineData("2026-01-05 * Market\n    Expenses:Food  10.00 EUR\n    Assets:Bank\n", "hledger")]
    [InlineData("option \"title\" \"x\"\n2026-01-01 open Assets:Bank EUR\n2026-01-05 * \"Market\" \"\"\n  Assets:Bank  -10.00 EUR\n  Expenses:Food\n", "beancount")]
    public async Task Journals_are_found_by_their_content(string text, string format)
    {
        var read = await ReadAsync(text);

        Assert.Equal((format, 1), (read.Format, read.Book!.Transactions.Count));
    }

    private static async Task<byte[]> ActualAsync()
    {
        var path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.sqlite");
        await using (var database = new SqliteConnection($"Data Source={path};Pooling=False"))
        {
            await database.OpenAsync(TestContext.Current.CancellationToken);
            await using var command = database.CreateCommand();
            command.CommandText = """
                create table accounts (id text, name text, closed integer default 0, tombstone integer default 0, sort_order real);
                create table category_groups (id text, name text, is_income integer);
                create table categories (id text, name text, is_income integer, cat_group text);
                create table category_mapping (id text, transferId text);
                create table payees (id text, name text, transfer_acct text);
                create table payee_mapping (id text, targetId text);
                create table transactions (id text, isParent integer default 0, isChild integer default 0, acct text, category text, amount integer, description text, notes text, date integer,
                  starting_balance_flag integer default 0, transferred_id text, sort_order real, tombstone integer default 0, cleared integer default 1, parent_id text);
                insert into accounts values ('a1', 'Checking', 0, 0, 1), ('a2', 'Savings', 0, 0, 2);
                insert into category_groups values ('g1', 'Food', 0), ('g2', 'Income', 1);
                insert into categories values ('c1', 'Groceries', 0, 'g1'), ('c2', 'Paycheck', 1, 'g2');
                insert into category_mapping values ('c1', 'c1'), ('c2', 'c2');
                insert into payees values ('p1', 'Market', null), ('p2', '', 'a2'), ('p3', '', 'a1');
                insert into payee_mapping values ('p1', 'p1'), ('p2', 'p2'), ('p3', 'p3');
                insert into transactions (id, isParent, isChild, acct, category, amount, description, date, transferred_id, tombstone, parent_id) values
                  ('t1', 1, 0, 'a1', null, -10000, 'p1', 20260105, null, 0, null), ('t1/1', 0, 1, 'a1', 'c1', -6000, 'p1', 20260105, null, 0, 't1'),
                  ('t1/2', 0, 1, 'a1', null, -4000, 'p2', 20260105, 't2', 0, 't1'), ('t2', 0, 0, 'a2', null, 4000, 'p3', 20260105, 't1/2', 0, null),
                  ('t3', 0, 0, 'a1', 'c2', 250000, null, 20260106, null, 0, null), ('t4', 0, 0, 'a1', 'c2', 1, null, 20260106, null, 1, null),
                  ('t5', 0, 0, 'a1', null, -2500, 'p2', 20260107, 't6', 0, null), ('t6', 0, 0, 'a2', null, 2500, 'p3', 20260107, 't5', 0, null);
                """;
            await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }

        using var zipped = new MemoryStream();
        await using (var zip = new ZipArchive(zipped, ZipArchiveMode.Create, leaveOpen: true))
        {
            await zip.CreateEntryFromFileAsync(path, "db.sqlite", TestContext.Current.CancellationToken);
        }

        File.Delete(path);
        return zipped.ToArray();
    }

    private static Task<ReadResult> ReadAsync(string text) =>
        StatementReader.ReadAsync(new MemoryStream(Encoding.UTF8.GetBytes(text)), new ReadOptions { Today = new DateOnly(2026, 11, 1) }, TestContext.Current.CancellationToken);

    private static List<string> Book(JournalFile book)
    {
        var accounts = book.Head.Accounts.ToDictionary(a => a.Id);
        string Name(Guid id) => accounts[id] is { ParentId: { } parent } a ? $"{Name(parent)}:{a.Name}" : $"{Root(accounts[id].Type)}:{accounts[id].Name}";
        return [.. book.Transactions.Select(t => string.Create(CultureInfo.InvariantCulture, $"{t.Date:yyyy-MM-dd} {t.Payee}: ") + string.Join(", ", t.Postings.Select(p => string.Create(CultureInfo.InvariantCulture, $"{Name(p.AccountId)} {p.Quantity:0.00}{(p.Commodity == t.Currency ? "" : $" {p.Commodity}")}"))))];
    }

    private static string Root(FinanceAspire.Ledger.Accounts.AccountType type) => type switch
    {
        FinanceAspire.Ledger.Accounts.AccountType.Asset => "Assets",
        FinanceAspire.Ledger.Accounts.AccountType.Liability => "Liabilities",
        FinanceAspire.Ledger.Accounts.AccountType.Equity => "Equity",
        FinanceAspire.Ledger.Accounts.AccountType.Income => "Income",
        _ => "Expenses",
    };
}
