using System.Globalization;
using FinanceAspire.Ledger.Accounts;
using FinanceAspire.Ledger.Amounts;
using FinanceAspire.Ledger.Journals;
using FinanceAspire.Ledger.Statements;
using FinanceAspire.Ledger.Transactions;

namespace FinanceAspire.Formats.Reading.Journal;

/// <summary>
/// Makes a book of what a journal's lines say: one account a name and commodity, amounts that were left out filled in, costs
/// turned into values that sum to exactly zero.
/// </summary>
internal sealed partial class JournalBuilder(ProblemList problems)
{
    private static readonly Dictionary<string, AccountType> Roots = new(StringComparer.OrdinalIgnoreCase)
    {
        ["asset"] = AccountType.Asset,
        ["assets"] = AccountType.Asset,
        ["liability"] = AccountType.Liability,
        ["liabilities"] = AccountType.Liability,
        ["equity"] = AccountType.Equity,
        ["income"] = AccountType.Income,
        ["revenue"] = AccountType.Income,
        ["revenues"] = AccountType.Income,
        ["expense"] = AccountType.Expense,
        ["expenses"] = AccountType.Expense,
        // The top accounts of GnuCash's German chart.
        ["aktiva"] = AccountType.Asset,
        ["fremdkapital"] = AccountType.Liability,
        ["eigenkapital"] = AccountType.Equity,
        ["erträge"] = AccountType.Income,
        ["ertrag"] = AccountType.Income,
        ["aufwendungen"] = AccountType.Expense,
    };

    /// <summary>True for a name that says no more than the type.</summary>
    public static bool IsRoot(string name, AccountType type) => Roots.TryGetValue(name, out var root) && root == type;

    /// <summary>Signs that stand for a currency where its code does not occur in the same file.</summary>
    private static readonly Dictionary<string, string> Symbols = new() { ["$"] = "USD", ["€"] = "EUR", ["£"] = "GBP", ["¥"] = "JPY", ["₹"] = "INR" };

    private readonly Dictionary<(string Account, string Commodity), decimal> _running = [];

    private sealed class Place(string name)
    {
        public string Name { get; } = name;
        public Guid Id { get; set; } = Guid.CreateVersion7();
        public Guid? ParentId { get; set; }
        public string OwnName { get; set; } = "";
        public AccountType Type { get; set; }
        public string? Commodity { get; set; }
        public bool Closed { get; set; }
        public bool IsNamedByCommodity { get; set; }
    }

    private readonly Dictionary<string, Place> _places = new(StringComparer.Ordinal);
    private readonly List<Place> _order = [];
    private readonly Dictionary<string, (string Name, short Decimals, bool Declared)> _commodities = new(StringComparer.Ordinal);
    private readonly List<JournalTransaction> _transactions = [];
    private readonly List<JournalPrice> _prices = [];
    private readonly List<JournalAssertion> _claims = [];
    private readonly Dictionary<string, AccountType> _types = new(StringComparer.Ordinal);

    public string BookName { get; set; } = "";

    public string? Currency { get; set; }

    /// <summary>An account that is declared; with notes it gets its exact name, place and id.</summary>
    public void Declare(string name, JournalNotes? notes = null, string? commodity = null)
    {
        var place = At(name);
        place.Commodity ??= commodity;
        if (notes?.Id("account") is { } id)
        {
            place.Id = id;
            place.ParentId = notes.Id("parent");
            place.OwnName = notes["name"] ?? place.OwnName;
            place.Commodity = notes["in"] ?? place.Commodity;
            place.Closed = notes["closed"] is not null;
        }
    }

    /// <summary>The type that a declaration gives an account and those below it (hledger's <c>type:</c>).</summary>
    public void Type(string name, string letter)
    {
        AccountType? type = letter switch
        {
            "A" or "Asset" or "C" or "Cash" => AccountType.Asset,
            "L" or "Liability" => AccountType.Liability,
            "E" or "Equity" or "V" or "Conversion" => AccountType.Equity,
            "R" or "Revenue" or "I" or "Income" => AccountType.Income,
            "X" or "Expense" => AccountType.Expense,
            _ => null,
        };
        if (type is { } known)
        {
            _types[name] = known;
        }
    }

    public void Close(string name) => At(name).Closed = true;

    /// <summary>A commodity that is declared: its decimals are final.</summary>
    public void DeclareCommodity(string code, string name, short decimals) => _commodities[code] = (name, decimals, true);

    /// <summary>An amount's commodity has at least its decimals, where no declaration says how many.</summary>
    public void Seen(RawAmount amount)
    {
        var scale = (short)Math.Min(12, amount.Quantity.DecimalPlaces());
        var (name, decimals, declared) = _commodities.GetValueOrDefault(amount.Commodity, ("", Currencies.DecimalsOf(Symbols.GetValueOrDefault(amount.Commodity, amount.Commodity)) ?? 0, false));
        _commodities[amount.Commodity] = (name, declared ? decimals : Math.Max(decimals, scale), declared);
    }

    public void Price(JournalPrice price)
    {
        Seen(new(0, price.Commodity));
        Seen(new(0, price.Currency));
        _prices.Add(price);
    }

    public void Claim(JournalAssertion claim) => _claims.Add(claim);

    public void Claim(string account, DateOnly date, RawAmount amount)
    {
        Seen(amount);
        _claims.Add(new(At(account, amount.Commodity).Id, date, amount.Quantity));
    }

    /// <summary>Books a raw transaction, or names the reason why it cannot be.</summary>
    public void Add(RawTransaction raw)
    {
        Assign(raw);
        foreach (var posting in raw.Postings)
        {
            if (posting.Amount is { } amount)
            {
                Seen(amount);
            }

            // A cost per unit may be finer than the currency: only that there is such a currency is known from it.
            if (posting.Cost is { } cost)
            {
                Seen(cost with { Quantity = 0 });
            }
        }

        if (raw.Postings.Count(p => p.Amount is null) > 1)
        {
            problems.Error(raw.Line, ProblemCodes.BadRecord, "More than one amount is left out: what each takes cannot be known.");
            return;
        }

        var parts = Weigh(raw);
        if (parts.Count > 1)
        {
            problems.Warn(raw.Line, ProblemCodes.SplitRecord, $"Nothing says what its commodities are worth in each other: it is read as {parts.Count} transactions.");
        }

        foreach (var (currency, postings) in parts)
        {
            var difference = postings.Sum(p => p.Value);
            if (difference != 0)
            {
                problems.Error(raw.Line, ProblemCodes.SplitMismatch, string.Create(CultureInfo.InvariantCulture, $"The postings sum to {difference} {currency}; they must sum to 0."));
                return;
            }

            if (postings.Count < 2)
            {
                problems.Error(raw.Line, ProblemCodes.BadRecord, "A transaction needs two postings or more.");
                return;
            }

            _transactions.Add(new(
                raw.Id ?? Guid.CreateVersion7(), raw.Date, raw.Payee, raw.Description, currency, raw.Tags,
                [.. postings.Select(p => new JournalPosting(At(p.Raw.Account, p.Amount.Commodity).Id, p.Amount.Commodity, p.Amount.Quantity, p.Value, p.Raw.Memo, p.Raw.Cleared))]));
            raw.Id = null;
            foreach (var posting in postings)
            {
                var key = (posting.Raw.Account, posting.Amount.Commodity);
                _running[key] = _running.GetValueOrDefault(key) + posting.Amount.Quantity;
            }
        }
    }

    /// <summary>Balance assignments become amounts: what the account lacks to the balance, as the file stands here.</summary>
    private void Assign(RawTransaction raw)
    {
        for (var i = 0; i < raw.Postings.Count; i++)
        {
            if (raw.Postings[i] is not { Amount: null, Assigned: { } balance } posting)
            {
                continue;
            }

            bool IsMeant(string account) => account == posting.Account || (posting.AssignsBelow && account.StartsWith(posting.Account + ":", StringComparison.Ordinal));
            // "= 0" without a commodity empties the account of whatever it holds.
            var held = _running.Where(r => IsMeant(r.Key.Account)).GroupBy(r => r.Key.Commodity).Select(g => new RawAmount(g.Sum(r => r.Value), g.Key)).Where(a => a.Quantity != 0).ToList();
            var commodity = balance.Commodity.Length > 0 ? balance.Commodity : held.Count == 1 ? held[0].Commodity : balance.Commodity;
            var before = _running.Where(r => IsMeant(r.Key.Account) && r.Key.Commodity == commodity).Sum(r => r.Value)
                + raw.Postings.Take(i).Where(p => IsMeant(p.Account)).Select(p => p.Amount).OfType<RawAmount>().Where(a => a.Commodity == commodity).Sum(a => a.Quantity);
            raw.Postings[i] = posting with { Amount = new RawAmount(balance.Quantity - before, commodity) };
        }
    }

    public JournalFile Build()
    {
        var byId = new Dictionary<Guid, Place>();
        foreach (var place in _order)
        {
            if (!byId.TryAdd(place.Id, place))
            {
                place.Id = Guid.CreateVersion7();
                byId.Add(place.Id, place);
            }
        }

        var codes = Codes();
        var used = _transactions.SelectMany(t => t.Postings).Select(p => p.AccountId).Concat(_claims.Select(c => c.AccountId)).ToHashSet();
        var accounts = _order.Where(p => p.Name.Contains(':', StringComparison.Ordinal) || !Roots.ContainsKey(p.Name) || used.Contains(p.Id))
            .Select(p => new JournalAccount(p.Id, p.ParentId is { } parent && byId.ContainsKey(parent) ? p.ParentId : null, p.IsNamedByCommodity ? codes[p.Commodity!] : p.OwnName, p.Type, p.Commodity is null ? null : codes[p.Commodity], p.Closed)).ToList();
        var transactions = _transactions.Select(t => t with
        {
            Currency = codes[t.Currency],
            Postings = [.. t.Postings.Select(p => p with { Commodity = codes[p.Commodity] })],
        }).ToList();
        var currency = Currency ?? transactions.GroupBy(t => t.Currency).OrderByDescending(g => g.Count()).Select(g => g.Key).FirstOrDefault() ?? "EUR";
        return new(
            new JournalHead(BookName, currency)
            {
                Commodities = [.. _commodities.Where(c => c.Key.Length > 0 || used.Count > 0).Select(c => new JournalCommodity(codes[c.Key], c.Value.Name, c.Value.Decimals))],
                Accounts = accounts,
                Prices = [.. _prices.Select(p => p with { Commodity = codes[p.Commodity], Currency = codes[p.Currency] })],
                Assertions = _claims,
            },
            transactions, problems.ToList());
    }

    /// <summary>Codes of capitals for what files write as they like: signs by their currency where it is free, other letters by number.</summary>
    private Dictionary<string, string> Codes()
    {
        var codes = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var raw in _commodities.Keys.Concat(_places.Values.Select(p => p.Commodity).OfType<string>()).Distinct().OrderBy(k => Code().IsMatch(k) ? 0 : 1).ThenBy(k => k, StringComparer.Ordinal))
        {
            var wanted = Code().IsMatch(raw) ? raw
                : Symbols.GetValueOrDefault(raw) is { } known && !codes.ContainsValue(known) ? known
                : "X" + string.Concat(raw.ToUpperInvariant().Take(12).Select(c => char.IsAsciiLetterUpper(c) || char.IsAsciiDigit(c) ? c.ToString() : ((int)c).ToString("X", CultureInfo.InvariantCulture))) + (raw.Length == 0 ? "NONE" : "");
            wanted = wanted.Length > 20 ? wanted[..20] : wanted;
            var code = wanted;
            for (var i = 2; codes.ContainsValue(code); i++)
            {
                code = string.Create(CultureInfo.InvariantCulture, $"{wanted}.{i}");
            }

            codes.Add(raw, code);
        }

        return codes;
    }

    [System.Text.RegularExpressions.GeneratedRegex("^[A-Z][A-Z0-9.:_-]{1,23}$")]
    private static partial System.Text.RegularExpressions.Regex Code();

    private sealed record Weighed(RawPosting Raw, RawAmount Amount, decimal Value);

    /// <summary>
    /// The postings with their values, in one currency; where each commodity sums to zero by itself, one transaction each,
    /// since nothing says what one is worth in the other.
    /// </summary>
    private List<(string Currency, List<Weighed> Postings)> Weigh(RawTransaction raw)
    {
        var given = raw.Postings.Where(p => p.Amount is not null).ToList();
        if (given.Count == 0)
        {
            return [];
        }

        // What each posting weighs, in what it is balanced in: its cost, else itself.
        var weights = given.Select(p => p.Cost ?? p.Amount!.Value).ToList();
        var sums = weights.Where(w => w.Quantity != 0).GroupBy(w => w.Commodity).Select(g => new RawAmount(g.Sum(w => w.Quantity), g.Key)).ToList();
        var currency = raw.Currency ?? (given.FirstOrDefault(p => p.Cost is not null)?.Cost ?? (sums.Count > 0 ? sums[0] : weights[0])).Commodity;
        var open = raw.Postings.Find(p => p.Amount is null);
        if (sums.Count <= 1)
        {
            return [(currency, Round(raw, given, weights, open, currency))];
        }

        if (open is not null || sums.All(s => s.Quantity == 0))
        {
            return [.. sums.Select(s =>
            {
                var legs = given.Select((p, i) => (p, w: weights[i])).Where(x => x.w.Commodity == s.Commodity).ToList();
                return (s.Commodity, Round(raw, [.. legs.Select(l => l.p)], [.. legs.Select(l => l.w)], open, s.Commodity));
            })];
        }

        if (sums.Count == 2 && given.All(p => p.Cost is null))
        {
            // Two commodities and no cost: one was exchanged for the other (hledger manual, "Costs", inferred).
            var (home, foreign) = (sums.First(s => s.Commodity == currency), sums.First(s => s.Commodity != currency));
            if (home.Quantity != 0 && foreign.Quantity != 0 && Math.Sign(home.Quantity) != Math.Sign(foreign.Quantity))
            {
                var price = -home.Quantity / foreign.Quantity;
                return [(currency, Round(raw, given, [.. weights.Select(w => w.Commodity == currency ? w : new RawAmount(w.Quantity * price, currency))], null, currency))];
            }
        }

        return [(currency, [.. given.Select((p, i) => new Weighed(p, p.Amount!.Value, weights[i].Quantity))])];
    }

    /// <summary>
    /// Values with the currency's decimals. What rounding of unit costs leaves, at most half a unit a posting, goes to the
    /// largest derived value; values that the file states are never touched.
    /// </summary>
    private List<Weighed> Round(RawTransaction raw, List<RawPosting> given, List<RawAmount> weights, RawPosting? open, string currency)
    {
        var decimals = _commodities[currency].Decimals;
        var values = given.Select((p, i) => p.Amount!.Value.Commodity == currency || p.IsTotal ? weights[i].Quantity : decimal.Round(weights[i].Quantity, decimals, MidpointRounding.AwayFromZero)).ToList();
        var left = -values.Sum();
        var derived = Enumerable.Range(0, given.Count).Where(i => given[i].Amount!.Value.Commodity != currency && !given[i].IsTotal).OrderByDescending(i => Math.Abs(values[i])).ToList();
        if (open is null && left != 0 && derived.Count > 0 && Math.Abs(left) <= derived.Count * new decimal(1, 0, 0, false, (byte)decimals))
        {
            values[derived[0]] += left;
            left = 0;
        }

        var weighed = raw.Postings.Where(p => given.Contains(p) || ReferenceEquals(p, open)).Select(p =>
            given.IndexOf(p) is var i && i >= 0 ? new Weighed(p, p.Amount!.Value, values[i]) : new Weighed(p, new RawAmount(left, currency), left));
        return [.. weighed];
    }

    /// <summary>The account of a name that holds the commodity; a second commodity gets an account of its own below.</summary>
    private Place At(string name, string? commodity = null)
    {
        if (_places.TryGetValue(name, out var place))
        {
            if (commodity is null || place.Commodity is null || place.Commodity == commodity)
            {
                place.Commodity ??= commodity;
                return place;
            }

            var below = At($"{name}:{commodity}", commodity);
            below.IsNamedByCommodity = true;
            return below;
        }

        var cut = name.LastIndexOf(':');
        var parent = cut > 0 ? At(name[..cut]) : null;
        place = new Place(name) { OwnName = cut > 0 ? name[(cut + 1)..] : name, Type = TypeOf(name, parent), Commodity = commodity };
        // A root of the five types is no account of ours: what lies below it is at the top.
        place.ParentId = parent is null || (!parent.Name.Contains(':', StringComparison.Ordinal) && Roots.ContainsKey(parent.Name)) ? null : parent.Id;
        _places.Add(name, place);
        _order.Add(place);
        return place;
    }

    private AccountType TypeOf(string name, Place? parent)
    {
        if (_types.TryGetValue(name, out var declared))
        {
            return declared;
        }

        if (parent is not null)
        {
            return parent.Type;
        }

        if (Roots.TryGetValue(name, out var type))
        {
            return type;
        }

        problems.Warn(0, ProblemCodes.UnknownType, $"'{name}' is none of Assets, Liabilities, Equity, Income and Expenses; it is taken as an expense.");
        return AccountType.Expense;
    }
}
