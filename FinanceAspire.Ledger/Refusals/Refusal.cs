namespace FinanceAspire.Ledger.Refusals;

/// <summary>
/// The ledger says no: a value, not an exception. The code is stable and documented in docs/errors.md; the message names
/// the thing, shows the numbers and says what to do.
/// </summary>
/// <param name="Code">One of <see cref="RefusalCodes"/>.</param>
/// <param name="Message">A sentence for a person.</param>
/// <param name="Detail">The figure or id that a program would want: the difference, the operation that depends …</param>
public sealed record Refusal(string Code, string Message, string? Detail = null)
{
    /// <summary>True where nothing is wrong with the request itself but something else changed meanwhile, or stands in the way.</summary>
    public bool IsConflict => Code is RefusalCodes.OperationHasDependents or RefusalCodes.OperationIsUndone
        or RefusalCodes.OperationIsRecorded or RefusalCodes.ImportIsCommitted or RefusalCodes.ImportIsNotCommitted
        or RefusalCodes.AlreadySetUp or RefusalCodes.BookChanged
        or RefusalCodes.ReconciliationIsNotTheLatest or RefusalCodes.ReceiptIsThereAlready or RefusalCodes.ReceiptFileIsGone
        or RefusalCodes.ScheduleIsOver or RefusalCodes.ScheduleDayIsSettled;

    /// <summary>True where the thing named is not there, or belongs to somebody else: the two look alike.</summary>
    public bool IsNotFound => Code is RefusalCodes.BookNotFound or RefusalCodes.OperationNotFound or RefusalCodes.AccountNotFound
        or RefusalCodes.TransactionNotFound or RefusalCodes.ImportNotFound or RefusalCodes.ImportRowNotFound
        or RefusalCodes.ReconciliationNotFound or RefusalCodes.PriceNotFound or RefusalCodes.RuleNotFound
        or RefusalCodes.ImportProfileNotFound or RefusalCodes.SavedSearchNotFound or RefusalCodes.ReceiptNotFound
        or RefusalCodes.ScheduleNotFound or RefusalCodes.EnvelopeNotFound;
}

/// <summary>Either the result or the reason why there is none.</summary>
/// <typeparam name="T">The result where it succeeded.</typeparam>
public readonly record struct Outcome<T>
{
    private Outcome(T? value, Refusal? refusal) => (Value, Refusal) = (value, refusal);

    /// <summary>The result; meaningful only where <see cref="Refusal"/> is null.</summary>
    public T? Value { get; }

    /// <summary>Why it was refused; null where it succeeded.</summary>
    public Refusal? Refusal { get; }

    /// <summary>The result, or an exception that names the refusal: for callers to whom it is a bug.</summary>
    public T Required => Refusal is null ? Value! : throw new InvalidOperationException($"{Refusal.Code}: {Refusal.Message}");

    public static implicit operator Outcome<T>(T value) => new(value, null);

    public static implicit operator Outcome<T>(Refusal refusal) => new(default, refusal);
}
