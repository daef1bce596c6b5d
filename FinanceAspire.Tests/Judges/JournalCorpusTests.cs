using System.Globalization;
using System.Text.RegularExpressions;
using FinanceAspire.Formats.Reading.Journal;
using FinanceAspire.Tests.Support;

namespace FinanceAspire.Tests.Judges;

/// <summary>Other people's journals: as many transactions as counted, and the balances that hledger and beancount come to.</summary>
public sealed partial class JournalCorpusTests
{
    /// <summary>Files where the right answer is to leave something out or to refuse, with the code that says so.</summary>
    private static readonly Dictionary<string, string> Refused = new()
    {
        ["mayswind__ezbookkeeping__bad-amount-1.beancount"] = "bad_amount",
        ["mayswind__ezbookkeeping__bad-amount-2.beancount"] = "bad_amount",
        ["mayswind__ezbookkeeping__expression-broken.beancount"] = "bad_amount",
        ["simonmichael__hledger__beancount.beancount"] = "bad_record",
        ["simonmichael__hledger__unicode.journal"] = "skipped_row",
        ["simonmichael__hledger__status.journal"] = "skipped_row",
        ["simonmichael__hledger__bitcoin-split-coinbase.journal"] = "skipped_row",
        ["beancount__beancount__basic.beancount"] = "skipped_row",
        ["beancount__beancount__starter.beancount"] = "skipped_row",
    };

    public static IEnumerable<TheoryDataRow<CorpusFile>> Files() =>
        Corpus.Files("hledger", "beancount").Select(f => new TheoryDataRow<CorpusFile>(f)).DefaultIfEmpty(new(new CorpusFile("", "", "")));

    [Theory]
    [MemberData(nameof(Files))]
    public async Task Journal_is_read_as_its_own_program_reads_it(CorpusFile file)
    {
        Assert.SkipWhen(file.Path.Length == 0, "The corpus of real files is not beside this checkout.");
        var path = Path.Combine(Corpus.Folder!, file.Path);
        var text = await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken);

        var read = file.Format == "hledger" ? JournalReader.Read(text, TestContext.Current.CancellationToken) : BeancountReader.Read(text, TestContext.Current.CancellationToken);

        if (Refused.TryGetValue(Path.GetFileName(file.Path), out var code))
        {
            Assert.Contains(read.Problems, p => p.Code == code);
            return;
        }

        Assert.DoesNotContain(read.Problems, p => !p.IsWarning);
        if (Count().Match(file.Expected) is { Success: true } count)
        {
            Assert.Equal(int.Parse(count.Groups[1].Value, CultureInfo.InvariantCulture), read.Transactions.Count - read.Problems.Where(p => p.Code == "split_record").Sum(p => int.Parse(Parts().Match(p.Text).Groups[1].Value, CultureInfo.InvariantCulture) - 1));
        }

        var theirs = await (file.Format == "hledger" ? HledgerAsync(path) : BeancountAsync(path));
        Assert.Equal(theirs, Ours(read));
    }

    private static List<string> Ours(JournalFile read)
    {
        var byId = read.Head.Accounts.ToDictionary(a => a.Id);
        string Name(Guid id) => byId[id] is var a && a.ParentId is { } parent ? $"{Name(parent)}:{a.Name}" : byId[id].Name;
        return Lines(read.Transactions.SelectMany(t => t.Postings).Select(p => (Name(p.AccountId), p.Commodity, p.Quantity)));
    }

    private static async Task<List<string>> HledgerAsync(string path)
    {
        Judge.Require("hledger");
        // Its postings, not its balances: those are rounded for show.
        var rows = ExportTests.Csv(await Judge.AskAsync("hledger", "-f", path, "print", "--explicit", "--real", "-O", "csv")).ToList();
        if (rows.Count == 0)
        {
            return [];
        }

        var (account, amount, commodity) = (Array.IndexOf(rows[0], "account"), Array.IndexOf(rows[0], "amount"), Array.IndexOf(rows[0], "commodity"));
        return Lines(rows.Skip(1).Select(r => (r[account], r[commodity], decimal.Parse(r[amount].Replace(",", "", StringComparison.Ordinal), NumberStyles.Float, CultureInfo.InvariantCulture))));
    }

    private static async Task<List<string>> BeancountAsync(string path)
    {
        Judge.Require("bean-query");
        var csv = await Judge.AskAsync("bean-query", "-f", "csv", path, "select account, currency, str(number)");
        return Lines(ExportTests.Csv(csv).Skip(1).Select(r => (r[0].Trim(), r[1].Trim(), decimal.Parse(r[2].Split('\'')[1], NumberStyles.Float, CultureInfo.InvariantCulture))));
    }

    /// <summary>Sums by account and commodity, without the root and without the account that a second commodity got.</summary>
    private static List<string> Lines(IEnumerable<(string Account, string Commodity, decimal Quantity)> rows) =>
        [.. rows.Select(r => (Account: Root().Replace(r.Account, ""), Commodity: Symbol(r.Commodity.Trim('"')), r.Quantity))
            .Select(r => r with { Account = r.Account.EndsWith(":" + r.Commodity, StringComparison.Ordinal) ? r.Account[..^(r.Commodity.Length + 1)] : r.Account == r.Commodity ? "" : r.Account })
            .GroupBy(r => (r.Account, r.Commodity)).Select(g => (g.Key, Sum: g.Sum(r => r.Quantity))).Where(g => g.Sum != 0)
            .Select(g => string.Create(CultureInfo.InvariantCulture, $"{g.Key.Account} {g.Sum:0.########} {g.Key.Commodity}")).Order(StringComparer.Ordinal)];

    private static string Symbol(string commodity) => commodity switch { "$" or "X24" => "USD", "€" => "EUR", "£" => "GBP", "" => "XNONE", { Length: 1 } => "X" + commodity, _ => commodity };

    [GeneratedRegex(@"as (\d+) transactions")]
    private static partial Regex Parts();

    [GeneratedRegex(@"^txns=(\d+)")]
    private static partial Regex Count();

    [GeneratedRegex("^(assets?|liabilit(y|ies)|equity|income|revenues?|expenses?)(:|$)", RegexOptions.IgnoreCase)]
    private static partial Regex Root();
}
