using System.ComponentModel.DataAnnotations;
using FinanceAspire.Data;
using FinanceAspire.Data.Queries;
using FinanceAspire.Ledger.Refusals;
using FinanceAspire.Ledger.Transactions;

namespace FinanceAspire.Web.Features.Transactions;

internal sealed record MarkRequest
{
    [Required, RegularExpression("uncleared|cleared", ErrorMessage = "cleared is 'uncleared' or 'cleared'.")]
    public string Cleared { get; init; } = "";
}

internal sealed record MarkedBody(Guid Id, Guid AccountId, string Cleared, decimal ClearedBalance);

/// <summary>What a client sends to edit many transactions; what it leaves out stays as it is.</summary>
internal sealed record EditRequest
{
    [Required, MinLength(1), MaxLength(EditTransactions.Most)]
    public IReadOnlyList<Guid> Ids { get; init; } = [];

    /// <summary>The register they are edited in: its legs are cleared, its other leg gets the category.</summary>
    public Guid? AccountId { get; init; }

    [StringLength(500)]
    public string? Payee { get; init; }
    public Guid? CategoryId { get; init; }

    [MaxLength(50)]
    public IReadOnlyList<string>? AddTags { get; init; }

    [MaxLength(50)]
    public IReadOnlyList<string>? RemoveTags { get; init; }

    [RegularExpression("uncleared|cleared", ErrorMessage = "cleared is 'uncleared' or 'cleared'.")]
    public string? Cleared { get; init; }
    public bool Remove { get; init; }

    /// <summary>The edit, with the category looked up; refused where the book has no such account, or a closed one.</summary>
    public async Task<Outcome<BulkEdit>> ToEditAsync(BookDatabase books, BookAccess access, CancellationToken cancellationToken)
    {
        BulkAccount? category = null;
        if (CategoryId is { } id)
        {
            if (await books.ReadAsync(access, db => db.AccountAsync(access.BookId, id, cancellationToken), cancellationToken) is not { } account)
            {
                return new Refusal(RefusalCodes.AccountNotFound, "There is no such account.");
            }

            if (account.Closed)
            {
                return new Refusal(RefusalCodes.AccountIsClosed, $"The account {account.Name} is closed; reopen it first.", id.ToString());
            }

            category = new(id, account.Name, account.Currency);
        }

        return new BulkEdit
        {
            Payee = Payee,
            Category = category,
            AddTags = Clean(AddTags),
            RemoveTags = Clean(RemoveTags),
            Cleared = Cleared switch { "cleared" => true, "uncleared" => false, _ => null },
            Remove = Remove,
        };
    }

    private static List<string> Clean(IReadOnlyList<string>? tags) =>
        [.. (tags ?? []).Select(t => PlainText.Clean(t, 60)).Where(t => t.Length > 0).Distinct()];
}

internal sealed record EditedLineBody(Guid Id, DateOnly Date, string Payee, IReadOnlyList<BulkChange> Changes, string? WhyNot);

internal sealed record EditedBody(Guid? OperationId, int Changed, IReadOnlyList<EditedLineBody> Items)
{
    public static EditedBody Of(EditedTransactions edited) =>
        new(edited.OperationId, edited.Changed, [.. edited.Lines.Select(l => new EditedLineBody(l.Transaction.Id, l.Transaction.Date, l.Transaction.Payee, l.Changes, l.WhyNot))]);
}
