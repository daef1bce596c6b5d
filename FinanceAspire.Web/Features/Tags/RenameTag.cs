using FinanceAspire.Data;
using FinanceAspire.Ledger.Refusals;
using FinanceAspire.Ledger.Transactions;
using Microsoft.EntityFrameworkCore;

namespace FinanceAspire.Web.Features.Tags;

/// <summary>Gives a tag another name, merges it into another tag, or with an empty name takes it off.</summary>
internal static class RenameTag
{
    public static Task<Outcome<Guid>> ExecuteAsync(
        string tag, string name, BookDatabase books, BookAccess access, string source, Guid? sourceId, CancellationToken cancellationToken)
    {
        var to = PlainText.Clean(name, 60);
        var operation = new Operation(source, to.Length == 0 ? $"Tag {PlainText.Clean(tag, 60)} removed" : $"Tag {PlainText.Clean(tag, 60)} is now {to}", sourceId);
        return books.WriteAsync<Guid>(access, operation, async db =>
        {
            var changed = tag == to ? 0 : await db.Database.ExecuteSqlAsync($"""
                update transactions t set version = t.version + 1, tags = (select coalesce(array_agg(x.tag order by x.place), array[]::text[]) from (
                    select y.tag, min(y.place) as place from (
                      select case when u.tag = {tag} then {to} else u.tag end as tag, u.place from unnest(t.tags) with ordinality u(tag, place)) y
                      where y.tag <> '' group by y.tag) x)
                  where t.book_id = (select {access.BookId}::uuid) and {tag} = any(t.tags)
                """, cancellationToken);
            return changed == 0 ? new Refusal(RefusalCodes.NothingToChange, "No transaction has that tag, or it is called so already.") : operation.Id;
        }, cancellationToken);
    }
}
