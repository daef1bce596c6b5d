using FinanceAspire.Data;
using FinanceAspire.Data.Entities;
using FinanceAspire.Data.Queries;
using FinanceAspire.Ledger.Refusals;
using FinanceAspire.Ledger.Rules;
using Microsoft.EntityFrameworkCore;

namespace FinanceAspire.Web.Features.Rules;

/// <summary>Adds a rule or puts it in the place of the one of the same id.</summary>
internal static class SaveRule
{
    /// <param name="rule">The rule.</param>
    /// <param name="ordinal">Its place in the order; null: where it is, a new one at the end.</param>
    /// <param name="books">The books.</param>
    /// <param name="access">Whose.</param>
    /// <param name="source">Page or API.</param>
    /// <param name="sourceId">The token, where it is one.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static Task<Outcome<StoredRule>> ExecuteAsync(
        Rule rule, int? ordinal, BookDatabase books, BookAccess access, string source, Guid? sourceId, CancellationToken cancellationToken) =>
        books.WriteAsync<StoredRule>(access, new Operation(source, $"Rule '{rule.Name}'", sourceId), async db =>
        {
            if (await FaultAsync(db, access.BookId, rule, cancellationToken) is { } fault)
            {
                return new Refusal(RefusalCodes.RuleIsMalformed, fault);
            }

            var stored = await db.Rules.SingleOrDefaultAsync(r => r.BookId == access.BookId && r.Id == rule.Id, cancellationToken);
            if (stored is null)
            {
                var last = await db.Rules.Where(r => r.BookId == access.BookId).MaxAsync(r => (int?)r.Ordinal, cancellationToken) ?? 0;
                stored = new StoredRule { BookId = access.BookId, Id = rule.Id, Ordinal = ordinal ?? last + 1 };
                db.Rules.Add(stored);
            }
            else
            {
                (stored.Ordinal, stored.Version) = (ordinal ?? stored.Ordinal, stored.Version + 1);
            }

            stored.Set(rule);
            await db.SaveChangesAsync(cancellationToken);
            return stored;
        }, cancellationToken);

    /// <summary>What is wrong with the rule by itself or in this book, or null.</summary>
    public static async Task<string?> FaultAsync(LedgerDbContext db, Guid bookId, Rule rule, CancellationToken cancellationToken)
    {
        if (RuleShape.Fault(rule) is { } fault)
        {
            return fault;
        }

        var known = (await db.AccountsAsync(bookId, cancellationToken: cancellationToken)).Select(a => a.Id).ToHashSet();
        var named = rule.Actions.SelectMany(a => (a.Shares ?? []).Select(s => (Guid?)s.AccountId).Append(a.AccountId)).OfType<Guid>()
            .Concat(rule.Conditions.Where(c => c.Field == "account").Select(c => Guid.Parse(c.Value)));
        return named.All(known.Contains) ? null : "The rule names an account that the book does not have.";
    }
}

/// <summary>Removes a rule; what it did stays.</summary>
internal static class RemoveRule
{
    public static Task<Outcome<Guid>> ExecuteAsync(Guid id, BookDatabase books, BookAccess access, string source, Guid? sourceId, CancellationToken cancellationToken) =>
        books.WriteAsync<Guid>(access, new Operation(source, "Rule removed", sourceId), async db =>
            await db.Rules.Where(r => r.BookId == access.BookId && r.Id == id).ExecuteDeleteAsync(cancellationToken) > 0
                ? id
                : new Refusal(RefusalCodes.RuleNotFound, "There is no such rule."), cancellationToken);
}
