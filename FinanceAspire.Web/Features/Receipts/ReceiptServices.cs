using FinanceAspire.Data.Receipts;
using FinanceAspire.Web.Features.Receipts.Reading;

namespace FinanceAspire.Web.Features.Receipts;

internal static class ReceiptServices
{
    public static void AddReceipts(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton(_ => ReceiptSettings.Of(configuration));
        services.AddSingleton<ReceiptFolder>();
        services.AddSingleton<ReceiptReader>();
        services.AddSingleton<AddReceipt>();
        services.AddSingleton<KeepOwnReceipt>();
    }
}
