using System.Globalization;
using FinanceAspire.Data.Entities;
using FinanceAspire.Web.Texts;
using Microsoft.Extensions.Localization;

namespace FinanceAspire.Web.Features.Imports;

/// <summary>
/// Why a line of a plan is decided as it is. The plan keeps an English sentence with its figures; another language says what
/// the code means, with what the row itself still knows.
/// </summary>
internal static class ImportReasons
{
    public static string Of(ImportRow row, IStringLocalizer<Text> texts, string? account)
    {
        if (CultureInfo.CurrentUICulture.TwoLetterISOLanguageName == "en")
        {
            return row.ReasonText;
        }

        return row.ReasonCode switch
        {
            "not_seen_before" => texts["Not in the book yet."],
            "pending" => texts["The bank lists it as pending; it comes again when it is booked."],
            "same_bank_id" => texts["Imported before: the bank's own id is the same."],
            "same_bank_id_in_file" => texts["The file has this line twice: the bank's own id is the same."],
            "same_line" => texts["Imported before: date, amount and text are the same."],
            "same_day_and_amount" => texts["Imported before from another kind of file: day and amount are the same."],
            "matches_entry" => texts["Already in the book as an entry of yours. It is marked as cleared."],
            "transfer_with" => texts["The other side of a transfer that is in the book."],
            "rule" => texts["A rule says so."],
            "category_in_file" => texts["The file says so."],
            "suggested_from_history" => texts["Last time: {0}.", account ?? ""],
            "suggested_from_similar" => texts["A similar payee; last time: {0}.", account ?? ""],
            _ => row.ReasonText,
        };
    }
}
