namespace FinanceAspire.Formats.Reading;

/// <summary>The closed set of codes in <see cref="Ledger.Statements.StatementProblem.Code"/>; docs/imports.md explains each.</summary>
public static class ProblemCodes
{
    public const string NotAStatement = "not_a_statement";
    public const string UnsupportedFormat = "unsupported_format";
    public const string EmptyFile = "empty_file";
    public const string TooLarge = "too_large";
    public const string Truncated = "truncated";
    public const string NoTransactions = "no_transactions";
    public const string BankError = "bank_error";
    public const string ArchiveRefused = "archive_refused";
    public const string DtdRefused = "dtd_refused";
    public const string TooDeep = "too_deep";
    public const string BadXml = "bad_xml";
    public const string LineTooLong = "line_too_long";
    public const string TooManyColumns = "too_many_columns";
    public const string TooManyProblems = "too_many_problems";
    public const string ReaderFault = "reader_fault";
    public const string UnknownCharset = "unknown_charset";
    public const string BadDate = "bad_date";
    public const string BadAmount = "bad_amount";
    public const string BadBalance = "bad_balance";
    public const string BadRow = "bad_row";
    public const string BadRecord = "bad_record";
    public const string MissingAccount = "missing_account";
    public const string MissingCurrency = "missing_currency";
    public const string MissingColumn = "missing_column";
    public const string BothAmounts = "both_amounts";
    public const string UnknownDirection = "unknown_direction";
    public const string UnknownType = "unknown_type";
    public const string SkippedRow = "skipped_row";
    public const string TooManyDecimals = "too_many_decimals";
    public const string BalanceMismatch = "balance_mismatch";
    public const string SplitRecord = "split_record";
    public const string SplitMismatch = "split_mismatch";
    public const string AmbiguousDateOrder = "ambiguous_date_order";
    public const string AmbiguousDecimalSign = "ambiguous_decimal_sign";
    public const string AmbiguousColumns = "ambiguous_columns";
    public const string AmbiguousSign = "ambiguous_sign";
    public const string DuplicateBankId = "duplicate_bank_id";
    public const string NotImported = "not_imported";
}
