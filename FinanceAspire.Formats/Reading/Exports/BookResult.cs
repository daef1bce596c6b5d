using FinanceAspire.Formats.Reading.Journal;

namespace FinanceAspire.Formats.Reading.Exports;

/// <summary>What readers of whole books share.</summary>
internal static class BookResult
{
    public const string NoExpense = "Uncategorised";
    public const string NoIncome = "Uncategorised income";
    public const string OpeningBalances = "Equity:Opening balances";

    /// <summary>ISO 4217: a transaction in which no currency takes part. Stands where a file names none.</summary>
    public const string NoCurrency = "XXX";

    /// <summary>A name of a program that knows no tree, as one level of ours.</summary>
    public static string Name(string name) => name.Length == 0 ? "(no name)" : name.Replace(':', '-');

    public static ReadResult Of(string format, JournalBuilder builder, ProblemList problems)
    {
        var book = builder.Build();
        if (book.Transactions.Count == 0 && (book.Head.Accounts.Count == 0 || book.Problems.Any(p => !p.IsWarning)))
        {
            var first = book.Problems.FirstOrDefault(p => !p.IsWarning);
            problems.Fatal(first?.Code ?? ProblemCodes.NoTransactions, first?.Text ?? "The file holds no transactions.", first?.Line ?? 0, first?.Raw);
            return new() { Format = format, Problems = problems.ToList() };
        }

        return new() { Format = format, Book = book, Problems = book.Problems };
    }
}
