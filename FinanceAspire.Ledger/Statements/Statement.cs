namespace FinanceAspire.Ledger.Statements;

/// <summary>
/// What a bank let its customer download: one account over one period. Readers in FinanceAspire.Formats make it from
/// bytes; it knows nothing of the book that it may be imported into. Amounts carry the holder's sign: positive is
/// money into the account, negative is money out, whatever style the file used.
/// </summary>
public sealed record Statement
{
    /// <summary>The format it was read from, in lower case: <c>ofx1</c>, <c>ofx2</c>, <c>qif</c>, <c>csv</c>, <c>camt053</c>, <c>mt940</c> …</summary>
    public required string Format { get; init; }

    /// <summary>What the file says of the account. Null fields where it says nothing.</summary>
    public AccountHint Account { get; init; } = new();

    /// <summary>ISO 4217 code of every amount that names no other, or null where the file has none.</summary>
    public string? Currency { get; init; }

    /// <summary>First day covered, as the file states it; null where it does not.</summary>
    public DateOnly? From { get; init; }

    /// <summary>Last day covered, as the file states it; null where it does not.</summary>
    public DateOnly? To { get; init; }

    /// <summary>Booked balance before the first line; null where the file has none.</summary>
    public StatementBalance? Opening { get; init; }

    /// <summary>Booked balance after the last line; null where the file has none. On import it becomes a balance assertion.</summary>
    public StatementBalance? Closing { get; init; }

    /// <summary>The lines in the order of the file.</summary>
    public IReadOnlyList<StatementLine> Lines { get; init; } = [];
}

/// <summary>The account as the file names it, enough to propose one of the user's accounts.</summary>
/// <param name="BankId">Routing number, BIC or sort code.</param>
/// <param name="AccountId">Account number or IBAN as written.</param>
/// <param name="Kind">The file's own word for the type (<c>CHECKING</c>, <c>CREDITCARD</c>, <c>CCard</c> …).</param>
/// <param name="Name">A display name, where the file has one.</param>
public sealed record AccountHint(string? BankId = null, string? AccountId = null, string? Kind = null, string? Name = null);

/// <summary>A booked balance at the end of a day, in the statement's currency, holder's sign.</summary>
public sealed record StatementBalance(decimal Amount, DateOnly? Date);

/// <summary>One line of a statement.</summary>
public sealed record StatementLine
{
    /// <summary>Line number (text formats) or ordinal of the record (others) in the file, from 1: the place a person would look.</summary>
    public required int Row { get; init; }

    /// <summary>The posting date as the bank wrote it; never moved by a time zone.</summary>
    public required DateOnly Date { get; init; }

    /// <summary>Value date, where it differs and is given.</summary>
    public DateOnly? ValueDate { get; init; }

    /// <summary>Signed amount in the account's currency: positive in, negative out.</summary>
    public required decimal Amount { get; init; }

    /// <summary>ISO 4217 code where this line states one of its own; else null: the statement's.</summary>
    public string? Currency { get; init; }

    /// <summary>The counterparty as the bank wrote it, white space trimmed and folded; empty where there is none.</summary>
    public string Payee { get; init; } = "";

    /// <summary>The bank's remaining text (memo, remittance information), trimmed; empty where there is none.</summary>
    public string Description { get; init; } = "";

    /// <summary>The bank's own identifier of this line (FITID, AcctSvcrRef …), or null. Unique at most within one account.</summary>
    public string? BankId { get; init; }

    /// <summary>Cheque number or customer reference, or null.</summary>
    public string? Reference { get; init; }

    /// <summary>The counterparty's account number or IBAN, or null.</summary>
    public string? CounterAccount { get; init; }

    /// <summary>The holder's own account that the line belongs to, where one table holds several accounts; else null.</summary>
    public string? OwnAccount { get; init; }

    /// <summary>Category, or other own account, as another program named it (QIF <c>L</c>, YNAB category …), or null.</summary>
    public string? Category { get; init; }

    /// <summary>True where <see cref="Category"/> names an own account: the line is a transfer to it.</summary>
    public bool IsTransfer { get; init; }

    /// <summary>True where the bank lists the line as pending: it does not count in the booked balance.</summary>
    public bool IsPending { get; init; }

    /// <summary>True where the bank marks the line as a reversal; the sign is already right.</summary>
    public bool IsReversal { get; init; }

    /// <summary>The bank's running balance after this line, where the file has such a column.</summary>
    public decimal? RunningBalance { get; init; }

    /// <summary>The original amount in another currency, where the bank states it.</summary>
    public ForeignAmount? Foreign { get; init; }

    /// <summary>Parts of the line with their own category; empty for a plain line. They sum to <see cref="Amount"/>.</summary>
    public IReadOnlyList<StatementSplit> Splits { get; init; } = [];

    /// <summary>Free tags that another program attached.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];
}

/// <summary>An amount in the currency in which a purchase was made, sign as the line's.</summary>
public sealed record ForeignAmount(decimal Amount, string Currency);

/// <summary>One part of a split line.</summary>
public sealed record StatementSplit(decimal Amount, string? Category = null, bool IsTransfer = false, string Memo = "");

/// <summary>
/// One thing that is wrong with a file. The rest of the file is still read, unless <see cref="IsFatal"/>.
/// </summary>
/// <param name="Line">Line number or record ordinal from 1; 0 where it concerns the whole file.</param>
/// <param name="Code">A stable snake_case code, such as <c>not_a_statement</c>, <c>truncated</c>, <c>bad_amount</c>, <c>bad_date</c>.</param>
/// <param name="Text">What is wrong and what to do, in a sentence that names the value.</param>
/// <param name="Raw">The raw text, cut to 200 characters, or null.</param>
/// <param name="IsFatal">True where nothing at all could be taken from the file.</param>
/// <param name="IsWarning">True where the data was read all the same and the user should merely know.</param>
public sealed record StatementProblem(int Line, string Code, string Text, string? Raw = null, bool IsFatal = false, bool IsWarning = false);
