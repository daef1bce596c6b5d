using FinanceAspire.Ledger.Refusals;
using Microsoft.AspNetCore.Http.HttpResults;

namespace FinanceAspire.Web.Http;

/// <summary>A refusal of the ledger as RFC 9457 problem details, in one place: 404, 409, 412, 403 or 422 with the stable code.</summary>
internal static class Problems
{
    public static ProblemHttpResult From(Refusal refusal) =>
        TypedResults.Problem(
            statusCode: Status(refusal),
            title: refusal.Message,
            detail: refusal.Message,
            extensions: new Dictionary<string, object?> { ["code"] = refusal.Code, ["value"] = refusal.Detail });

    private static int Status(Refusal refusal) =>
        refusal.IsNotFound ? StatusCodes.Status404NotFound
        : refusal.IsConflict ? StatusCodes.Status409Conflict
        : refusal.Code is RefusalCodes.TransactionVersionDiffers or RefusalCodes.AccountVersionDiffers or RefusalCodes.ReceiptVersionDiffers or RefusalCodes.ScheduleVersionDiffers ? StatusCodes.Status412PreconditionFailed
        : refusal.Code is RefusalCodes.MemberMayNotChange ? StatusCodes.Status403Forbidden
        : refusal.Code is RefusalCodes.ReceiptIsTooLarge ? StatusCodes.Status413PayloadTooLarge
        : refusal.Code is RefusalCodes.ReceiptTypeIsUnknown ? StatusCodes.Status415UnsupportedMediaType
        : refusal.Code is RefusalCodes.ReceiptStorageIsFull ? StatusCodes.Status507InsufficientStorage
        : StatusCodes.Status422UnprocessableEntity;
}
