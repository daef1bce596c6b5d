using System.Text.Json.Serialization;

namespace FinanceAspire.Formats.Reading.Csv;

/// <summary>
/// How one bank's CSV files are to be read: settled once, remembered per account, shared as JSON. Every field that is
/// null is guessed over the whole file; nothing is ever guessed per row.
/// </summary>
public sealed record CsvProfile
{
    /// <summary>Field delimiter.</summary>
    public char? Delimiter { get; init; }

    /// <summary>Encoding by its IANA name (<c>utf-8</c>, <c>windows-1252</c>, <c>utf-16</c> …).</summary>
    public string? Encoding { get; init; }

    /// <summary>Line number (from 1) of the header row; 0 where there is none.</summary>
    public int? HeaderLine { get; init; }

    /// <summary>The role of each column, by position. Columns beyond the list are ignored.</summary>
    public IReadOnlyList<CsvColumn>? Columns { get; init; }

    /// <summary>Order of day, month and year in the date columns.</summary>
    public DateOrder? DateOrder { get; init; }

    /// <summary>Decimal sign of the amount columns: '.' or ','.</summary>
    public char? DecimalSign { get; init; }

    /// <summary>True where the file gives money out as positive (some card issuers): every amount changes sign.</summary>
    public bool? InvertAmounts { get; init; }

    /// <summary>ISO 4217 code of all rows, where the file has no currency column.</summary>
    public string? Currency { get; init; }
}

/// <summary>Order of the parts of a date.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<DateOrder>))]
public enum DateOrder
{
    /// <summary>2026-02-13.</summary>
    YearMonthDay,

    /// <summary>13/02/2026.</summary>
    DayMonthYear,

    /// <summary>02/13/2026.</summary>
    MonthDayYear,

    /// <summary>2026-13-02.</summary>
    YearDayMonth,
}

/// <summary>What a column holds.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<CsvColumn>))]
public enum CsvColumn
{
    /// <summary>Not read.</summary>
    Ignore,

    /// <summary>Posting date.</summary>
    Date,

    /// <summary>Value date.</summary>
    ValueDate,

    /// <summary>Signed amount.</summary>
    Amount,

    /// <summary>Money out, in a column of its own; its sign does not matter.</summary>
    Debit,

    /// <summary>Money in, in a column of its own.</summary>
    Credit,

    /// <summary>A word or sign that says whether the amount is money in or out (CR/DR, S/H, +/-).</summary>
    Direction,

    /// <summary>Fee, to be subtracted from the amount.</summary>
    Fee,

    /// <summary>Counterparty.</summary>
    Payee,

    /// <summary>Free text; several such columns are joined.</summary>
    Description,

    /// <summary>The bank's id of the row.</summary>
    BankId,

    /// <summary>Cheque number or reference.</summary>
    Reference,

    /// <summary>Counterparty's account.</summary>
    CounterAccount,

    /// <summary>ISO 4217 code of the row.</summary>
    Currency,

    /// <summary>Running balance: checks every row.</summary>
    Balance,

    /// <summary>Category in another program.</summary>
    Category,

    /// <summary>Own account that the row belongs to.</summary>
    Account,

    /// <summary>Tags, separated by comma or semicolon.</summary>
    Tags,

    /// <summary>Booked or pending.</summary>
    Status,

    /// <summary>Original amount in another currency.</summary>
    ForeignAmount,

    /// <summary>ISO 4217 code of <see cref="ForeignAmount"/>.</summary>
    ForeignCurrency,

    /// <summary>Who pays: the counterparty of money in, where <see cref="Recipient"/> stands beside it.</summary>
    Payer,

    /// <summary>Who is paid: the counterparty of money out.</summary>
    Recipient,
}

/// <summary>What was used to read a CSV file and why: shown on the preview, corrected there.</summary>
public sealed record CsvReading
{
    /// <summary>The profile with every field filled in.</summary>
    public required CsvProfile Profile { get; init; }

    /// <summary>Header texts by column; empty where there is no header.</summary>
    public IReadOnlyList<string> Header { get; init; } = [];

    /// <summary>The first rows as raw fields, at most 20, for the page on which columns are corrected.</summary>
    public IReadOnlyList<IReadOnlyList<string>> Sample { get; init; } = [];

    /// <summary>One sentence for each decision, such as "13/02/2026 on line 7 proves day before month".</summary>
    public IReadOnlyList<string> Evidence { get; init; } = [];

    /// <summary>Fields of the profile that the file could not settle and the user must (<c>date_order</c>, <c>decimal_sign</c>, <c>columns</c>).</summary>
    public IReadOnlyList<string> Ambiguities { get; init; } = [];

    /// <summary>A fingerprint of the file's shape (delimiter, header, widths), by which a remembered profile is found again.</summary>
    public required string Shape { get; init; }
}
