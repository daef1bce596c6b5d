using System.Globalization;
using FinanceAspire.Data.Queries;
using FinanceAspire.Ledger.Accounts;
using FinanceAspire.Ledger.Refusals;
using FinanceAspire.Ledger.Transactions;

namespace FinanceAspire.Web.Features.Transactions;

/// <summary>The form that edits many, read as it comes: a tick box of each row has the same name, which the binder does not know.</summary>
internal sealed record EditManyForm
{
    public List<Guid> Selected { get; init; } = [];
    public Guid? Account { get; init; }
    public string? Return { get; init; }
    public string? Step { get; init; }
    public string? Q { get; init; }
    public DateOnly? From { get; init; }
    public DateOnly? To { get; init; }
    public string? Payee { get; init; }
    public string? Category { get; init; }
    public string? AddTags { get; init; }
    public string? RemoveTags { get; init; }
    public string? Cleared { get; init; }
    public string? Remove { get; init; }

    public static EditManyForm Of(HttpRequest request)
    {
        if (!request.HasFormContentType)
        {
            return new();
        }

        var form = request.Form;
        return new()
        {
            Selected = [.. form["Selected"].Select(s => Guid.TryParse(s, out var id) ? id : Guid.Empty).Where(id => id != Guid.Empty).Distinct().Take(EditTransactions.Most)],
            Account = Guid.TryParse(form["Account"], out var account) ? account : null,
            Return = form["Return"],
            Step = form["Step"],
            Q = form["Q"],
            From = Day(form["From"]),
            To = Day(form["To"]),
            Payee = form["Payee"],
            Category = form["Category"],
            AddTags = form["AddTags"],
            RemoveTags = form["RemoveTags"],
            Cleared = form["Cleared"],
            Remove = form["Remove"],
        };
    }

    /// <summary>The edit, or what cannot be understood of it.</summary>
    public Outcome<BulkEdit> ToEdit(IReadOnlyList<AccountLine> accounts)
    {
        BulkAccount? category = null;
        if (!string.IsNullOrWhiteSpace(Category))
        {
            var found = AccountNames.Find(Category, [.. accounts.Where(a => !a.Closed && a.Id != Account).Select(a => new NamedAccount(a.Id, a.Path))]);
            if (found.Refusal is { } refusal)
            {
                return refusal;
            }

            var account = accounts.Single(a => a.Id == found.Value);
            category = new(account.Id, account.Name, account.Currency);
        }

        return new BulkEdit
        {
            Payee = PlainText.Clean(Payee),
            Category = category,
            AddTags = Tags(AddTags),
            RemoveTags = Tags(RemoveTags),
            Cleared = Cleared switch { "cleared" => true, "uncleared" => false, _ => null },
            Remove = Remove == "true",
        };
    }

    private static List<string> Tags(string? text) =>
        [.. (text ?? "").Split(',').Select(t => PlainText.Clean(t, 60)).Where(t => t.Length > 0).Distinct()];

    private static DateOnly? Day(string? text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;
}
