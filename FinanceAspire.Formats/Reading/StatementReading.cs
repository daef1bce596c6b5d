using System.Globalization;
using FinanceAspire.Ledger.Statements;

namespace FinanceAspire.Formats.Reading;

/// <summary>What a reader may be told beforehand. Nothing here is guessed from the machine: no clock, no culture but this one.</summary>
public sealed record ReadOptions
{
    /// <summary>The culture whose month names may be read beside English ones.</summary>
    public CultureInfo Culture { get; init; } = CultureInfo.InvariantCulture;

    /// <summary>Today, for the rule that no two-digit year lies more than a year ahead; null switches the rule off.</summary>
    public DateOnly? Today { get; init; }

    /// <summary>Upper bound on the bytes read, after decompression. Default 256 MiB.</summary>
    public long MaxBytes { get; init; } = 256L * 1024 * 1024;

    /// <summary>How to read a CSV file, where that was settled before; null: guess.</summary>
    public Csv.CsvProfile? Csv { get; init; }

    /// <summary>ISO 4217 code for amounts of a whole book's export that name no currency; null: they are read as XXX.</summary>
    public string? Currency { get; init; }

    /// <summary>Decimals of a currency by ISO code, for the check that no amount has more; null: the built-in ISO 4217 table.</summary>
    public Func<string, int?>? DecimalsOf { get; init; }
}

/// <summary>The outcome of reading one file: zero or more statements and every problem found on the way.</summary>
public sealed record ReadResult
{
    /// <summary>The format found by content: <c>ofx1</c>, <c>ofx2</c>, <c>csv</c> …; null where none was recognised.</summary>
    public string? Format { get; init; }

    /// <summary>One for each account and period in the file.</summary>
    public IReadOnlyList<Statement> Statements { get; init; } = [];

    /// <summary>A whole book, where the file is another program's journal or export with both sides of each transaction; else null.</summary>
    public Journal.JournalFile? Book { get; init; }

    /// <summary>All problems, in file order. A fatal one means that <see cref="Statements"/> is empty.</summary>
    public IReadOnlyList<StatementProblem> Problems { get; init; } = [];

    /// <summary>For CSV: the profile that was used, with the evidence for every guess; null for other formats.</summary>
    public Csv.CsvReading? Csv { get; init; }
}
