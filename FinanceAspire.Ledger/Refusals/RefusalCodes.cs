namespace FinanceAspire.Ledger.Refusals;

/// <summary>
/// Every way in which the ledger says no. The database raises the same codes as names of constraints, so a rule has one
/// name wherever it is found to be broken.
/// </summary>
public static class RefusalCodes
{
    // The shape of a transaction, in the order in which it is tried.
    public const string TransactionHasTooFewPostings = "transaction_has_too_few_postings";
    public const string PostingAccountNotFound = "posting_account_not_found";
    public const string ValueIsMissing = "value_is_missing";
    public const string QuantityDiffersFromValue = "quantity_differs_from_value";
    public const string ValueHasAnotherSign = "value_has_another_sign";
    public const string AmountHasTooManyDecimals = "amount_has_too_many_decimals";
    public const string AmountOutOfRange = "amount_out_of_range";
    public const string TransactionNotBalanced = "transaction_not_balanced";
    public const string TransactionDateOutOfRange = "transaction_date_out_of_range";
    public const string TransactionVersionDiffers = "transaction_version_differs";

    public const string NothingToChange = "nothing_to_change";

    // What is locked.
    public const string PostingIsReconciled = "posting_is_reconciled";
    public const string PeriodIsClosed = "period_is_closed";
    public const string AccountIsPosted = "account_is_posted";
    public const string AccountIsClosed = "account_is_closed";

    // Accounts.
    public const string AccountNameIsTaken = "account_name_is_taken";
    public const string AccountNameIsMissing = "account_name_is_missing";
    public const string AccountParentIsAChild = "account_parent_is_a_child";
    public const string AccountParentIsOfAnotherType = "account_parent_is_of_another_type";
    public const string CurrencyIsUnknown = "currency_is_unknown";
    public const string AccountTypeIsUnknown = "account_type_is_unknown";
    public const string AccountVersionDiffers = "account_version_differs";

    // What is not there, or not yours.
    public const string BookNotFound = "book_not_found";
    public const string AccountNotFound = "account_not_found";
    public const string TransactionNotFound = "transaction_not_found";
    public const string TransactionIsNoTransfer = "transaction_is_no_transfer";
    public const string ImportNotFound = "import_not_found";
    public const string OperationNotFound = "operation_not_found";
    public const string MemberMayNotChange = "member_may_not_change";

    // Changes and undo.
    public const string OperationHasDependents = "operation_has_dependents";
    public const string OperationIsUndone = "operation_is_undone";
    public const string OperationIsRecorded = "operation_is_recorded";
    public const string OperationIsSetup = "operation_is_setup";
    public const string NoOperation = "no_operation";

    // Reconciliation.
    public const string ReconciliationDateIsCovered = "reconciliation_date_is_covered";
    public const string ReconciliationPostingNotFound = "reconciliation_posting_not_found";
    public const string ReconciliationNotBalanced = "reconciliation_not_balanced";
    public const string ReconciliationNotFound = "reconciliation_not_found";
    public const string ReconciliationIsNotTheLatest = "reconciliation_is_not_the_latest";

    // Prices.
    public const string PriceIsTaken = "price_is_taken";
    public const string PriceOutOfRange = "price_out_of_range";
    public const string PriceOfItself = "price_of_itself";
    public const string PriceCommodityIsUnknown = "price_commodity_is_unknown";
    public const string PriceCurrencyIsUnknown = "price_currency_is_unknown";
    public const string PriceNotFound = "price_not_found";

    // Imports.
    public const string NotAStatement = "not_a_statement";
    public const string TooManyLines = "too_many_lines";
    public const string ImportRowNotFound = "import_row_not_found";
    public const string ImportDecisionIsUnknown = "import_decision_is_unknown";
    public const string ImportIsCommitted = "import_is_committed";
    public const string ImportIsNotCommitted = "import_is_not_committed";
    public const string ImportCurrencyDiffers = "import_currency_differs";
    public const string ImportHasSeveralAccounts = "import_has_several_accounts";
    public const string ImportIsAWholeBook = "import_is_a_whole_book";
    public const string ImportIsNotClean = "import_is_not_clean";
    public const string ImportProfileNotFound = "import_profile_not_found";
    public const string ImportProfileIsMalformed = "import_profile_is_malformed";

    // Rules.
    public const string RuleNotFound = "rule_not_found";
    public const string RuleIsMalformed = "rule_is_malformed";
    public const string BookChanged = "book_changed";

    // Searches.
    public const string QueryIsUnclear = "query_is_unclear";
    public const string SavedSearchNotFound = "saved_search_not_found";
    public const string SavedSearchNameIsMissing = "saved_search_name_is_missing";
    public const string SavedSearchNameIsTaken = "saved_search_name_is_taken";
    public const string SavedSearchQueryIsMissing = "saved_search_query_is_missing";

    // Receipts.
    public const string ReceiptNotFound = "receipt_not_found";
    public const string ReceiptIsThereAlready = "receipt_is_there_already";
    public const string ReceiptIsAttachedAlready = "receipt_is_attached_already";
    public const string ReceiptFileIsGone = "receipt_file_is_gone";
    public const string ReceiptVersionDiffers = "receipt_version_differs";
    public const string ReceiptIsEmpty = "receipt_is_empty";
    public const string ReceiptIsTooLarge = "receipt_is_too_large";
    public const string ReceiptTypeIsUnknown = "receipt_type_is_unknown";
    public const string ReceiptIsUnreadable = "receipt_is_unreadable";
    public const string ReceiptHasTooManyPixels = "receipt_has_too_many_pixels";
    public const string ReceiptQuotaIsExceeded = "receipt_quota_is_exceeded";
    public const string ReceiptStorageIsFull = "receipt_storage_is_full";

    // Budgets.
    public const string EnvelopeAccountIsNoExpense = "envelope_account_is_no_expense";
    public const string EnvelopeNotFound = "envelope_not_found";

    // Schedules.
    public const string ScheduleNotFound = "schedule_not_found";
    public const string ScheduleNameIsMissing = "schedule_name_is_missing";
    public const string ScheduleVersionDiffers = "schedule_version_differs";
    public const string ScheduleIsOver = "schedule_is_over";
    public const string ScheduleDayIsSettled = "schedule_day_is_settled";
    public const string RecurrenceEndsBeforeItStarts = "recurrence_ends_before_it_starts";
    public const string RecurrenceIntervalOutOfRange = "recurrence_interval_out_of_range";

    // Set-up and sign-in.
    public const string AlreadySetUp = "already_set_up";
    public const string PasswordIsTooWeak = "password_is_too_weak";
}
