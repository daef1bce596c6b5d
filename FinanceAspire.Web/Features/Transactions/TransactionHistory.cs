using System.Text.Json;
using FinanceAspire.Data;
using FinanceAspire.Data.Queries;
using Microsoft.EntityFrameworkCore;

namespace FinanceAspire.Web.Features.Transactions;

/// <summary>One field that a step changed; null where there was none before, or is none after.</summary>
internal sealed record FieldChange(string Field, string? Before, string? After);

internal sealed record HistoryBody(Guid OperationId, DateTimeOffset At, string? User, string Source, string Summary, bool IsUndone, IReadOnlyList<FieldChange> Changes);

internal sealed record HistoriesBody(IReadOnlyList<HistoryBody> Items);

/// <summary>The life of a transaction from the change log, as field by field differences that a person reads.</summary>
internal static class TransactionHistory
{
    private static readonly string[] TransactionFields = ["date", "payee_id", "description", "currency", "tags"];
    private static readonly string[] PostingFields = ["account_id", "quantity", "value", "currency", "memo", "cleared"];

    public static Task<IReadOnlyList<HistoryBody>> ReadAsync(Guid id, BookDatabase books, BookAccess access, CancellationToken cancellationToken) =>
        books.ReadAsync<IReadOnlyList<HistoryBody>>(access, async db =>
        {
            var steps = await db.HistoryAsync(access.BookId, id, cancellationToken);
            var names = await db.Accounts.Where(a => a.BookId == access.BookId).Select(a => new { a.Id, a.Name })
                .Union(db.Payees.Where(p => p.BookId == access.BookId).Select(p => new { p.Id, p.Name })).ToDictionaryAsync(x => x.Id.ToString(), x => x.Name, cancellationToken);
            return [.. steps.GroupBy(s => s.OperationId).Select(g => new HistoryBody(
                g.Key, g.First().At, g.First().User, g.First().Source, g.First().Summary, g.First().IsUndone, [.. g.SelectMany(s => Differences(s, names))]))];
        }, cancellationToken);

    private static IEnumerable<FieldChange> Differences(HistoryStep step, Dictionary<string, string> names)
    {
        if (step.TableName is null)
        {
            return [];
        }

        var (before, after) = (Image(step.Before), Image(step.After));
        if (step.TableName == "postings" && (before is null || after is null))
        {
            return [new("posting", before is { } gone ? Posting(gone, names) : null, after is { } made ? Posting(made, names) : null)];
        }

        return (step.TableName == "postings" ? PostingFields : TransactionFields)
            .Select(f => new FieldChange(f == "payee_id" ? "payee" : f == "account_id" ? "account" : f, Text(before, f, names), Text(after, f, names)))
            .Where(c => c.Before != c.After);
    }

    private static string Posting(JsonElement image, Dictionary<string, string> names) =>
        $"{Text(image, "account_id", names)} {Text(image, "quantity", names)} {Text(image, "commodity", names)}";

    private static JsonElement? Image(string? json) => json is null ? null : JsonDocument.Parse(json).RootElement;

    private static string? Text(JsonElement? image, string field, Dictionary<string, string> names)
    {
        if (image is not { } row || !row.TryGetProperty(field, out var value) || value.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        return field == "cleared"
            ? Http.ClearedCodes.Of(value.GetInt16())
            : value.ValueKind switch
            {
                JsonValueKind.String => names.GetValueOrDefault(value.GetString()!, value.GetString()!),
                JsonValueKind.Array => string.Join(", ", value.EnumerateArray().Select(v => v.GetString())),
                _ => value.GetRawText(),
            };
    }
}
