namespace FinanceAspire.Benchmarks;

/// <summary>One entry of the sample: money through a bank account into a category.</summary>
internal readonly record struct Entry(Guid Id, DateOnly Date, int Account, int Category, int Payee, long Cents);

/// <summary>A household's book over years: 10 accounts, 36 kinds of expense, 4 of income, 500 payees. The same seed makes the same book.</summary>
internal sealed class SampleBook
{
    public const int Accounts = 10;
    public const int Categories = 40;
    public const int ExpenseCategories = 36;
    private static readonly string[] Words = ["Market", "Bakery", "Fuel", "Pharmacy", "Books", "Cinema", "Transit", "Garden", "Hardware", "Cafe"];

    public SampleBook(int transactions, int years = 10)
    {
        var random = new Random(20260101);
        var first = new DateOnly(2026 - years, 1, 1);
        var days = new DateOnly(2025, 12, 31).DayNumber - first.DayNumber + 1;
        First = first;
        Payees = [.. Enumerable.Range(0, 500).Select(i => $"{Words[i % 10]} {(char)('A' + random.Next(26))}{i:000}")];
        Entries = new Entry[transactions];
        for (var i = 0; i < transactions; i++)
        {
            var isIncome = random.NextDouble() < 0.04;
            Entries[i] = new(
                Guid.CreateVersion7(), first.AddDays((int)((long)i * days / transactions)), random.Next(Accounts),
                isIncome ? ExpenseCategories + random.Next(Categories - ExpenseCategories) : random.Next(ExpenseCategories),
                random.Next(Payees.Length), isIncome ? random.Next(150_000, 400_000) : -random.Next(100, 25_000));
        }
    }

    public DateOnly First { get; }

    public string[] Payees { get; }

    public Entry[] Entries { get; }

    public Guid[] AccountIds { get; } = [.. Enumerable.Range(0, Accounts + Categories).Select(_ => Guid.CreateVersion7())];

    public Guid[] PayeeIds { get; } = [.. Enumerable.Range(0, 500).Select(_ => Guid.CreateVersion7())];

    public decimal Balance(int account) => Entries.Where(e => e.Account == account).Sum(e => e.Cents) / 100m;
}
