using FinanceAspire.Ledger.Receipts;
using FinanceAspire.Ledger.Search;
using Microsoft.EntityFrameworkCore;

namespace FinanceAspire.Data.Queries;

/// <summary>
/// A search as a condition on a transaction <c>t</c>, and in a register on its posting <c>p</c> too. Each text is a
/// parameter. What can be null is only negated by <c>is not true</c>.
/// </summary>
internal sealed class SearchSql
{
    private readonly Guid _bookId;
    private readonly bool _inRegister;
    private readonly FormattableString _postings;
    private readonly IReadOnlyList<AccountPath> _accounts;
    private readonly ILookup<(bool IsReceipt, string Fragment), Guid> _named;

    private SearchSql(Guid bookId, bool inRegister, FormattableString postings, IReadOnlyList<AccountPath> accounts, ILookup<(bool IsReceipt, string Fragment), Guid> named) =>
        (_bookId, _inRegister, _postings, _accounts, _named) = (bookId, inRegister, postings, accounts, named);

    internal sealed record AccountPath(Guid Id, string Path, string Type);

    /// <summary>More payees or receipts than this are not named one by one.</summary>
    private const int MostNamed = 1_000;

    private sealed record Named(bool IsReceipt, int Fragment, Guid Id);

    /// <summary>The condition; true where nothing is looked for.</summary>
    /// <param name="db">The open book.</param>
    /// <param name="bookId">The book.</param>
    /// <param name="search">What is looked for.</param>
    /// <param name="inRegister">True where each row is a posting <c>p</c>: amounts and marks are that posting's.</param>
    /// <param name="postings">Where the other postings are found, as <c>q</c>: the table, or what it was at a past moment.</param>
    /// <param name="cancellationToken">Ends the look-up of accounts.</param>
    internal static async Task<FormattableString> ConditionAsync(
        LedgerDbContext db, Guid bookId, SearchNode? search, bool inRegister, FormattableString postings, CancellationToken cancellationToken)
    {
        if (search is null)
        {
            return $"true";
        }

        var leaves = Leaves(search).ToList();
        var accounts = leaves.Exists(l => l is SearchNode.Account) ? await AccountsAsync(db, bookId, cancellationToken) : [];
        var texts = leaves.OfType<SearchNode.Text>().ToList();
        string[] payees = [.. texts.Where(t => t.Field is TextField.Payee or TextField.Any).Select(t => t.Fragment).Distinct(StringComparer.Ordinal)];
        string[] words = [.. texts.Where(t => t.Field is TextField.Any).Select(t => t.Fragment).Distinct(StringComparer.Ordinal)];
        var named = payees.Length == 0 ? [] : await NamedAsync(db, bookId, payees, words, cancellationToken);
        return new SearchSql(bookId, inRegister, postings, accounts, named.ToLookup(n => (n.IsReceipt, (n.IsReceipt ? words : payees)[n.Fragment]), n => n.Id)).Condition(search);
    }

    /// <summary>A fragment as a LIKE pattern, with what LIKE would read as a wildcard taken literally.</summary>
    internal static string Pattern(string fragment) =>
        $"%{fragment.Trim().Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal)}%";

    /// <summary>What is asked, without how it is put together.</summary>
    private static IEnumerable<SearchNode> Leaves(SearchNode node) => node switch
    {
        SearchNode.Not not => Leaves(not.Node),
        SearchNode.All all => all.Nodes.SelectMany(Leaves),
        SearchNode.Any any => any.Nodes.SelectMany(Leaves),
        _ => [node],
    };

    /// <summary>
    /// The payees and the transactions with a receipt that each fragment means, so that the statement itself looks for ids: of
    /// them the planner knows how many rows they have, of a pattern it does not. A register was read as a whole for a payee
    /// that half of its rows have. A receipt's text and name are kept in small letters.
    /// </summary>
    private static Task<List<Named>> NamedAsync(LedgerDbContext db, Guid bookId, string[] payees, string[] words, CancellationToken cancellationToken)
    {
        string[] names = [.. payees.Select(Pattern)], texts = [.. words.Select(w => Pattern(ReceiptText.Words(w)))];
        FormattableString sql = $"""
            select false as is_receipt, w.n::integer - 1 as fragment, m.id from unnest({names}) with ordinality w (pattern, n)
              cross join lateral ({Payees(bookId, $"w.pattern")} limit {MostNamed + 1}) m
            union all
            select true, w.n::integer - 1, m.transaction_id from unnest({texts}) with ordinality w (pattern, n)
              cross join lateral ({Receipts(bookId, $"w.pattern")} limit {MostNamed + 1}) m
            """;
        return db.Database.SqlQuery<Named>(sql.Flatten()).ToListAsync(cancellationToken);
    }

    private static FormattableString Payees(Guid bookId, FormattableString pattern) =>
        $"select y.id from payees y where y.book_id = (select {bookId}::uuid) and y.name ilike {pattern}";

    /// <summary>Transactions by a receipt's text or name.</summary>
    private static FormattableString Receipts(Guid bookId, FormattableString pattern) => $"""
        select x.transaction_id from attachments x
          join receipts r on r.book_id = x.book_id and r.id = x.receipt_id
          join receipt_files f on f.book_id = r.book_id and f.sha256 = r.sha256
          where x.book_id = (select {bookId}::uuid) and (f.words like {pattern} or lower(r.file_name) like {pattern})
        """;

    /// <summary>True of one of these ids, and of what they are ids of where those are too many to be named.</summary>
    private FormattableString OneOf(FormattableString column, bool isReceipt, string fragment, FormattableString all)
    {
        Guid[] ids = [.. _named[(isReceipt, fragment)]];
        return ids.Length > MostNamed ? (FormattableString)$"{column} in ({all})" : ids.Length == 0 ? (FormattableString)$"false" : $"{column} = any({ids})";
    }

    /// <summary>Accounts are few: they are found by name here, so that the statement itself looks for ids.</summary>
    private static Task<List<AccountPath>> AccountsAsync(LedgerDbContext db, Guid bookId, CancellationToken cancellationToken) =>
        db.Database.SqlQuery<AccountPath>($"""
            with recursive tree as (
              select a.id, a.name as path, a.type from accounts a where a.book_id = (select {bookId}::uuid) and a.parent_id is null
              union all
              select a.id, t.path || ':' || a.name, a.type from tree t join accounts a on a.book_id = (select {bookId}::uuid) and a.parent_id = t.id
            )
            select id, path, type from tree
            """).ToListAsync(cancellationToken);

    private FormattableString Condition(SearchNode node) => node switch
    {
        SearchNode.All all => SqlText.Join(all.Nodes.Select(n => n is SearchNode.Account && all.Nodes.Any(IsDear) ? Early(Condition(n)) : Condition(n)), $" and "),
        SearchNode.Any any => SqlText.Join(any.Nodes.Select(Condition), $" or "),
        SearchNode.Not not => $"({Condition(not.Node)}) is not true",
        SearchNode.Text text => Text(text.Field, text.Fragment),
        SearchNode.Account account => TransactionIn($"q.account_id = any({Ids(account)})"),
        SearchNode.Amount amount => Amount(amount),
        SearchNode.Dates dates => Dates(dates),
        SearchNode.Trait trait => Trait(trait.Value),
        _ => throw new ArgumentOutOfRangeException(nameof(node), node, null),
    };

    /// <summary>True for what is added up for each transaction that is looked at.</summary>
    private bool IsDear(SearchNode node) => !_inRegister && node is SearchNode.Amount { IsSigned: false };

    /// <summary>
    /// A condition that the planner takes for a filter of its own, to be asked before a dear one. As it stands it would become a
    /// join, and the dear one would be asked of each transaction first.
    /// </summary>
    private static FormattableString Early(FormattableString condition) => $"({condition}) is true";

    private FormattableString Text(TextField field, string fragment)
    {
        var pattern = Pattern(fragment);
        return field switch
        {
            TextField.Payee => Payee(fragment),
            TextField.Description => $"t.description ilike {pattern}",
            TextField.Memo => TransactionIn($"q.memo ilike {pattern}"),
            TextField.Tag => $"exists (select from unnest(t.tags) g where lower(g) = lower({fragment}))",
            _ when _inRegister => $"(t.description ilike {pattern} or p.memo ilike {pattern} or {Payee(fragment)} or {Receipt(fragment)})",
            _ => $"(t.description ilike {pattern} or {Payee(fragment)} or {Receipt(fragment)})",
        };
    }

    private FormattableString Payee(string fragment) => OneOf($"t.payee_id", false, fragment, Payees(_bookId, $"{Pattern(fragment)}"));

    private FormattableString Receipt(string fragment) => OneOf($"t.id", true, fragment, Receipts(_bookId, $"{Pattern(ReceiptText.Words(fragment))}"));

    /// <summary>The accounts meant: their own name or path holds the fragment, or that of one they lie below.</summary>
    private Guid[] Ids(SearchNode.Account account)
    {
        var fragment = account.Fragment.Replace(" › ", ":", StringComparison.Ordinal);
        return [.. _accounts
            .Where(a => !account.IsCategory || a.Type is "income" or "expense")
            .Where(a => a.Path.Contains(fragment, StringComparison.OrdinalIgnoreCase))
            .Select(a => a.Id)];
    }

    private FormattableString Amount(SearchNode.Amount amount)
    {
        if (_inRegister)
        {
            return amount.IsSigned ? Between($"p.quantity", amount) : Between($"abs(p.quantity)", amount);
        }

        return amount.IsSigned
            ? OfOwnAccount(Between($"q.quantity", amount))
            : Between($"(select coalesce(sum(q.value), 0) from {_postings} where q.book_id = (select {_bookId}::uuid) and q.transaction_id = t.id and q.value > 0)", amount);
    }

    private static FormattableString Between(FormattableString figure, SearchNode.Amount bounds)
    {
        var parts = new List<FormattableString>();
        if (bounds.From is { } from)
        {
            FormattableString low = bounds.FromIncluded ? (FormattableString)$"{figure} >= {from}" : $"{figure} > {from}";
            parts.Add(low);
        }

        if (bounds.To is { } to)
        {
            FormattableString high = bounds.ToIncluded ? (FormattableString)$"{figure} <= {to}" : $"{figure} < {to}";
            parts.Add(high);
        }

        return SqlText.Join(parts, $" and ");
    }

    private FormattableString Dates(SearchNode.Dates dates)
    {
        FormattableString day = _inRegister ? (FormattableString)$"p.date" : $"t.date";
        return $"({day} >= {dates.From ?? DateOnly.MinValue} and {day} <= {dates.To ?? DateOnly.MaxValue})";
    }

    private FormattableString Trait(SearchTrait trait) => trait switch
    {
        SearchTrait.HasReceipt => $"t.id in (select x.transaction_id from attachments x where x.book_id = (select {_bookId}::uuid))",
        SearchTrait.HasMemo => TransactionIn($"q.memo <> ''"),
        SearchTrait.HasTag => $"cardinality(t.tags) > 0",
        SearchTrait.HasPayee => $"t.payee_id is not null",
        SearchTrait.IsUncleared => Mark($"cleared = 0"),
        SearchTrait.IsCleared => Mark($"cleared > 0"),
        SearchTrait.IsReconciled => Mark($"cleared = 2"),
        SearchTrait.IsSplit => $"(select count(*) from {_postings} where q.book_id = (select {_bookId}::uuid) and q.transaction_id = t.id) > 2",
        SearchTrait.IsTransfer => $"not {OfAccount($"a.type not in ('asset', 'liability')")}",
        SearchTrait.IsUncategorised => OfAccount($"a.role in ('uncategorised_income', 'uncategorised_expense')"),
        SearchTrait.IsIncome => OfAccount($"a.type = 'income'"),
        SearchTrait.IsExpense => OfAccount($"a.type = 'expense'"),
        _ => throw new ArgumentOutOfRangeException(nameof(trait), trait, null),
    };

    /// <summary>Whether the bank agrees is said of own accounts: in a register of the row, else of any own posting.</summary>
    private FormattableString Mark(FormattableString mark) => _inRegister ? $"p.{mark}" : OfOwnAccount($"q.{mark}");

    private FormattableString TransactionIn(FormattableString condition) =>
        $"t.id in (select q.transaction_id from {_postings} where q.book_id = (select {_bookId}::uuid) and {condition})";

    private FormattableString OfOwnAccount(FormattableString condition) => OfAccount($"a.type in ('asset', 'liability') and {condition}");

    private FormattableString OfAccount(FormattableString condition) =>
        $"exists (select from {_postings} join accounts a on a.book_id = q.book_id and a.id = q.account_id where q.book_id = (select {_bookId}::uuid) and q.transaction_id = t.id and {condition})";
}
