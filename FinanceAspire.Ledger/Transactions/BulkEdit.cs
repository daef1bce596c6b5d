using FinanceAspire.Ledger.Accounts;

namespace FinanceAspire.Ledger.Transactions;

/// <summary>What is to be changed of many transactions at once; null: left as it is.</summary>
public sealed record BulkEdit
{
    /// <summary>The new payee's name.</summary>
    public string? Payee { get; init; }

    /// <summary>The new category, or own account, of the one leg that is none of the account's.</summary>
    public BulkAccount? Category { get; init; }

    public IReadOnlyList<string> AddTags { get; init; } = [];

    public IReadOnlyList<string> RemoveTags { get; init; } = [];

    /// <summary>Whether the bank has it.</summary>
    public bool? Cleared { get; init; }

    /// <summary>True where the transactions are to go.</summary>
    public bool Remove { get; init; }

    /// <summary>True where nothing would be changed.</summary>
    public bool IsEmpty => !Remove && string.IsNullOrWhiteSpace(Payee) && Category is null && AddTags.Count == 0 && RemoveTags.Count == 0 && Cleared is null;
}

public sealed record BulkAccount(Guid Id, string Name, string Commodity);

/// <summary>A leg as far as an edit of many needs to know.</summary>
public sealed record BulkPosting(Guid Id, Guid AccountId, string Account, AccountType Type, string Commodity, ClearedStatus Cleared);

public sealed record BulkTransaction(Guid Id, DateOnly Date, string Payee, IReadOnlyList<string> Tags, IReadOnlyList<BulkPosting> Postings);

/// <summary>One thing that becomes another: shown in the preview.</summary>
public sealed record BulkChange(string What, string Before, string After);

/// <summary>What the edit does to one transaction: the changes, or why there are none.</summary>
public sealed record BulkLine(BulkTransaction Transaction, IReadOnlyList<BulkChange> Changes, string? WhyNot)
{
    /// <summary>The leg that gets the new category; null: none.</summary>
    public Guid? CategoryPosting { get; init; }

    /// <summary>The legs that get the new mark.</summary>
    public IReadOnlyList<Guid> MarkedPostings { get; init; } = [];
}

/// <summary>Plans an edit of many transactions; the same plan is shown and carried out.</summary>
public static class BulkPlanner
{
    /// <param name="edit">What to change.</param>
    /// <param name="transactions">The transactions chosen.</param>
    /// <param name="accountId">The register they were chosen in: its legs are cleared, its other leg gets the category. Null: own accounts', and the one category leg.</param>
    /// <param name="closedThrough">The end of the closed period.</param>
    public static IReadOnlyList<BulkLine> Plan(BulkEdit edit, IReadOnlyList<BulkTransaction> transactions, Guid? accountId, DateOnly? closedThrough) =>
        [.. transactions.Select(t => Plan(edit, t, accountId, closedThrough))];

    private static BulkLine Plan(BulkEdit edit, BulkTransaction t, Guid? accountId, DateOnly? closedThrough)
    {
        var isClosed = t.Date <= closedThrough;
        if (edit.Remove)
        {
            return isClosed ? new(t, [], "in a closed period")
                : t.Postings.Any(p => p.Cleared == ClearedStatus.Reconciled) ? new(t, [], "reconciled with a bank statement")
                : new(t, [new("transaction", "there", "removed")], null);
        }

        var changes = new List<BulkChange>();
        string? whyNot = null;
        if (!string.IsNullOrWhiteSpace(edit.Payee) && PlainText.Clean(edit.Payee) != t.Payee)
        {
            Change(new("payee", t.Payee, PlainText.Clean(edit.Payee)));
        }

        var tags = t.Tags.Except(edit.RemoveTags).Union(edit.AddTags).ToList();
        if (!tags.SequenceEqual(t.Tags))
        {
            Change(new("tags", string.Join(", ", t.Tags), string.Join(", ", tags)));
        }

        Guid? categoryPosting = null;
        if (edit.Category is { } category)
        {
            (categoryPosting, var before, var reason) = Category(category, t, accountId);
            if (isClosed && categoryPosting is not null)
            {
                (categoryPosting, reason) = (null, "in a closed period");
            }

            whyNot ??= reason;
            if (categoryPosting is not null)
            {
                changes.Add(new("category", before, category.Name));
            }
        }

        // Whether the bank agrees is no part of the books: a closed period may still be cleared.
        List<Guid> marked = [.. t.Postings.Where(p => edit.Cleared is not null && (accountId is null ? p.Type.IsOwn() : p.AccountId == accountId)
            && p.Cleared == (edit.Cleared == true ? ClearedStatus.Uncleared : ClearedStatus.Cleared)).Select(p => p.Id)];
        if (marked.Count > 0)
        {
            changes.Add(edit.Cleared == true ? new("bank", "uncleared", "cleared") : new("bank", "cleared", "uncleared"));
        }

        return new(t, changes, changes.Count > 0 ? null : whyNot ?? "is so already") { CategoryPosting = categoryPosting, MarkedPostings = marked };

        void Change(BulkChange change)
        {
            if (isClosed)
            {
                whyNot = "in a closed period";
                return;
            }

            changes.Add(change);
        }
    }

    private static (Guid? Posting, string Before, string? WhyNot) Category(BulkAccount category, BulkTransaction t, Guid? accountId)
    {
        var others = t.Postings.Where(p => accountId is null ? p.Type.IsCategory() : p.AccountId != accountId).ToList();
        if (others.Count != 1)
        {
            return (null, "", others.Count == 0 ? "has no category" : "is split");
        }

        var other = others[0];
        return other.AccountId == category.Id ? (null, "", null)
            : other.Commodity != category.Commodity ? (null, "", $"is in {other.Commodity}, the category in {category.Commodity}")
            : other.Cleared == ClearedStatus.Reconciled ? (null, "", "reconciled with a bank statement")
            : (other.Id, other.Account, null);
    }
}
