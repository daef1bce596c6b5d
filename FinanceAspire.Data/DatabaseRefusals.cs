using FinanceAspire.Ledger.Refusals;
using Npgsql;

namespace FinanceAspire.Data;

/// <summary>
/// The database's refusals as the ledger's. Rules raised by functions come with their own message; those that are plain
/// constraints get theirs here. A constraint that is named nowhere is a fault of the program, not a refusal.
/// </summary>
internal static class DatabaseRefusals
{
    // Raised by refuse(code, message, detail) in Sql/.
    private static readonly HashSet<string> Raised =
    [
        RefusalCodes.TransactionHasTooFewPostings, RefusalCodes.TransactionNotBalanced, RefusalCodes.PostingIsReconciled,
        RefusalCodes.PeriodIsClosed, RefusalCodes.AmountHasTooManyDecimals, RefusalCodes.AccountIsPosted,
        RefusalCodes.AccountParentIsAChild, RefusalCodes.BookNotFound, RefusalCodes.MemberMayNotChange,
        RefusalCodes.OperationNotFound, RefusalCodes.OperationIsUndone, RefusalCodes.OperationIsRecorded,
        RefusalCodes.OperationIsSetup, RefusalCodes.OperationHasDependents, RefusalCodes.NoOperation,
        RefusalCodes.AccountNotFound, RefusalCodes.ReconciliationDateIsCovered, RefusalCodes.ReconciliationPostingNotFound,
        RefusalCodes.ReconciliationNotBalanced, RefusalCodes.ReconciliationNotFound, RefusalCodes.ReconciliationIsNotTheLatest,
    ];

    private static readonly Dictionary<string, string> Constraints = new()
    {
        [RefusalCodes.QuantityDiffersFromValue] = "Quantity and value differ although account and transaction share a currency.",
        [RefusalCodes.ValueHasAnotherSign] = "An amount and what it is worth have the same sign.",
        [RefusalCodes.AmountOutOfRange] = "The amount is too large.",
        [RefusalCodes.TransactionDateOutOfRange] = "The date must lie between 1900 and 2999.",
        [RefusalCodes.PostingAccountNotFound] = "There is no such account in this book, or it is still posted to.",
        [RefusalCodes.AccountNameIsTaken] = "There is an account of this name in the same place already.",
        [RefusalCodes.AccountNameIsMissing] = "An account needs a name of at most 200 characters.",
        [RefusalCodes.AccountParentIsOfAnotherType] = "There is no such parent account, or it is of another type.",
        [RefusalCodes.PriceIsTaken] = "There is a price of this commodity for that day already.",
        [RefusalCodes.PriceOutOfRange] = "A price is greater than zero.",
        [RefusalCodes.PriceOfItself] = "A price is in another currency than the commodity itself.",
        [RefusalCodes.PriceCommodityIsUnknown] = "The book has no such commodity.",
        [RefusalCodes.PriceCurrencyIsUnknown] = "The book has no such currency.",
        [RefusalCodes.ReceiptIsThereAlready] = "The book has this very receipt already.",
        [RefusalCodes.ReceiptIsAttachedAlready] = "The receipt is attached to this transaction already.",
        [RefusalCodes.ReceiptFileIsGone] = "The receipt was deleted too long ago: its file is not kept any more.",
        [RefusalCodes.ReceiptNotFound] = "There is no such receipt.",
        [RefusalCodes.TransactionNotFound] = "There is no such transaction.",
        [RefusalCodes.SavedSearchNameIsMissing] = "A saved search needs a name of at most 100 characters.",
        [RefusalCodes.SavedSearchNameIsTaken] = "There is a saved search of this name already.",
        [RefusalCodes.SavedSearchQueryIsMissing] = "A saved search looks for something, in at most 2000 characters.",
        [RefusalCodes.EnvelopeAccountIsNoExpense] = "What is budgeted is a category of spending.",
        [RefusalCodes.EnvelopeNotFound] = "This category has no budget.",
        [RefusalCodes.ScheduleNotFound] = "There is no such schedule.",
        [RefusalCodes.ScheduleNameIsMissing] = "A schedule needs a name of at most 200 characters.",
        [RefusalCodes.RecurrenceEndsBeforeItStarts] = "A schedule ends after it starts.",
        [RefusalCodes.RecurrenceIntervalOutOfRange] = "A schedule comes again after 1 to 999 days, weeks, months or years.",
        ["schedule_reminder_out_of_range"] = "A reminder comes 0 to 366 days before.",
        ["book_name_is_missing"] = "A book needs a name of at most 200 characters.",
        ["account_is_its_own_parent"] = "An account cannot lie below itself.",
        ["transaction_description_is_too_long"] = "The description is longer than 4000 characters.",
        ["posting_memo_is_too_long"] = "The memo is longer than 4000 characters.",
        ["payee_name_is_missing"] = "A payee needs a name of at most 500 characters.",
        ["commodity_code_is_malformed"] = "A currency or security has a code of capital letters and digits.",
    };

    public static Refusal? Find(string constraint, PostgresException e) =>
        Raised.Contains(constraint) ? new(constraint, e.MessageText, string.IsNullOrEmpty(e.Hint) ? null : e.Hint)
        : Constraints.TryGetValue(constraint, out var message) ? new(constraint, message)
        : null;
}
