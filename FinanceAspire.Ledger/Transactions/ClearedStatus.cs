namespace FinanceAspire.Ledger.Transactions;

/// <summary>How far a posting agrees with the bank. One scale, so that "reconciled but not cleared" cannot be said.</summary>
public enum ClearedStatus
{
    /// <summary>Not yet seen on a statement.</summary>
    Uncleared = 0,

    /// <summary>Seen on the bank's side.</summary>
    Cleared = 1,

    /// <summary>Locked to a finished reconciliation.</summary>
    Reconciled = 2,
}
