using Microsoft.Extensions.Configuration;

namespace FinanceAspire.Data.Receipts;

/// <summary>The section <c>Receipts</c> of the settings, the same for web and worker.</summary>
/// <param name="Directory">Where the files lie; every replica sees the same.</param>
/// <param name="QuotaBytes">The most that the receipts of one book take.</param>
/// <param name="FileBytes">The most that one file has.</param>
/// <param name="KeepDeleted">How long the file of a deleted receipt waits for its undo.</param>
public sealed record ReceiptSettings(string Directory, long QuotaBytes, long FileBytes, TimeSpan KeepDeleted)
{
    private const long Megabyte = 1024 * 1024;

    public static ReceiptSettings Of(IConfiguration configuration)
    {
        var section = configuration.GetSection("Receipts");
        return new(
            section["Directory"] is { Length: > 0 } directory
                ? directory
                : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify), "FinanceAspire", "receipts"),
            section.GetValue("QuotaMegabytes", 2048L) * Megabyte,
            section.GetValue("FileMegabytes", 20L) * Megabyte,
            TimeSpan.FromDays(section.GetValue("KeepDeletedDays", 30)));
    }
}
