using FinanceAspire.Ledger.Transactions;

namespace FinanceAspire.Web.Http;

/// <summary><see cref="ClearedStatus"/> as the API says it.</summary>
internal static class ClearedCodes
{
    public static string Of(short code) => Of((ClearedStatus)code);

    public static string Of(ClearedStatus status) => status switch
    {
        ClearedStatus.Reconciled => "reconciled",
        ClearedStatus.Cleared => "cleared",
        _ => "uncleared",
    };
}
