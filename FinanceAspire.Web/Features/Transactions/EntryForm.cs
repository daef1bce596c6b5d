using System.Globalization;
using FinanceAspire.Data.Queries;
using FinanceAspire.Ledger.Accounts;
using FinanceAspire.Ledger.Amounts;
using FinanceAspire.Ledger.Refusals;
using FinanceAspire.Ledger.Transactions;

namespace FinanceAspire.Web.Features.Transactions;

/// <summary>One part of a split, in the direction of the whole.</summary>
public sealed class EntryLine
{
    public string? Category { get; set; }
    public string? Amount { get; set; }
    public string? Memo { get; set; }

    public bool IsEmpty => string.IsNullOrWhiteSpace(Category) && string.IsNullOrWhiteSpace(Amount) && string.IsNullOrWhiteSpace(Memo);
}

/// <summary>The row at the top of a register, as texts: what was typed comes back beside its message.</summary>
public sealed class EntryForm
{
    public Guid Id { get; set; }
    public string? Date { get; set; }
    public string? Payee { get; set; }

    /// <summary>A category, or an own account for a transfer; empty: the payee's last one.</summary>
    public string? Category { get; set; }
    public string? Out { get; set; }
    public string? In { get; set; }

    /// <summary>What the other account got or gave, where it is kept in another currency.</summary>
    public string? Other { get; set; }
    public string? Description { get; set; }
    public string? Tags { get; set; }
    public bool Cleared { get; set; }
    public List<EntryLine> Lines { get; set; } = [];

    /// <summary>The draft, or what is wrong, in the order of the fields.</summary>
    public Outcome<TransactionDraft> ToDraft(AccountLine account, IReadOnlyList<AccountLine> accounts, DateOnly today, CultureInfo culture)
    {
        if (!DateText.TryParse(Date, today, culture, out var date))
        {
            return Malformed($"'{Date}' is no date. Write {today.ToString("d", culture)}, a day of this month such as 12, t for today or -1 for yesterday.");
        }

        var total = Total(account.Decimals, culture);
        if (total.Refusal is { } unclear)
        {
            return unclear;
        }

        var lines = Lines.Where(l => !l.IsEmpty).ToList();
        var others = lines.Count > 0 ? Split(lines, total.Value, account, accounts, culture) : Single(total.Value, account, accounts, culture);
        if (others.Refusal is { } refusal)
        {
            return refusal;
        }

        return new TransactionDraft(date, account.Currency, [new(account.Id, -others.Value!.Sum(p => p.Value ?? p.Quantity), Cleared: Cleared), .. others.Value!])
        {
            Payee = Payee ?? "",
            Description = Description ?? "",
            Tags = [.. (Tags ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)],
        };
    }

    /// <summary>What the account changes by; null where only the parts of a split say it.</summary>
    private Outcome<decimal?> Total(int decimals, CultureInfo culture)
    {
        var (hasOut, hasIn) = (!string.IsNullOrWhiteSpace(Out), !string.IsNullOrWhiteSpace(In));
        if (hasOut && hasIn)
        {
            return Malformed("An entry goes out or comes in: fill one of the two amounts.");
        }

        if (!hasOut && !hasIn)
        {
            return Lines.Any(l => !string.IsNullOrWhiteSpace(l.Amount)) ? (decimal?)null : Malformed("The amount is missing.");
        }

        var text = hasOut ? Out : In;
        return AmountExpression.TryEvaluate(text, culture, decimals, out var amount)
            ? hasOut ? -amount : amount
            : Malformed($"'{text}' is no amount.");
    }

    private Outcome<IReadOnlyList<PostingDraft>> Single(decimal? total, AccountLine account, IReadOnlyList<AccountLine> accounts, CultureInfo culture)
    {
        if (total is not { } amount)
        {
            return Malformed("The amount is missing.");
        }

        if (string.IsNullOrWhiteSpace(Category))
        {
            return Malformed("The category is missing. For a transfer, name the other account.");
        }

        var found = Find(Category, account, accounts);
        if (found.Refusal is { } refusal)
        {
            return refusal;
        }

        var other = found.Value!;
        if (other.Currency == account.Currency)
        {
            return new PostingDraft[] { new(other.Id, -amount) };
        }

        if (string.IsNullOrWhiteSpace(Other))
        {
            return new Refusal(RefusalCodes.ValueIsMissing, $"{other.Name} is kept in {other.Currency}: say how much that is in {other.Currency}.");
        }

        return AmountExpression.TryEvaluate(Other, culture, other.Decimals, out var quantity)
            ? new PostingDraft[] { new(other.Id, -Math.Sign(amount) * Math.Abs(quantity), -amount) }
            : Malformed($"'{Other}' is no amount.");
    }

    /// <summary>One part may be left without an amount: it takes the rest of the whole.</summary>
    private static Outcome<IReadOnlyList<PostingDraft>> Split(
        List<EntryLine> lines, decimal? total, AccountLine account, IReadOnlyList<AccountLine> accounts, CultureInfo culture)
    {
        var sign = total > 0 ? -1 : 1;
        var postings = new List<PostingDraft>();
        int? open = null;
        foreach (var line in lines)
        {
            if (string.IsNullOrWhiteSpace(line.Category))
            {
                return Malformed("A part of the split has no category.");
            }

            var found = Find(line.Category, account, accounts);
            if (found.Refusal is { } refusal)
            {
                return refusal;
            }

            if (found.Value!.Currency != account.Currency)
            {
                return Malformed($"{found.Value.Name} is kept in {found.Value.Currency}: use the full form for a split in several currencies.");
            }

            var amount = 0m;
            if (string.IsNullOrWhiteSpace(line.Amount))
            {
                if (open is not null || total is null)
                {
                    return Malformed(total is null ? "Say the whole amount, or that of each part." : "Only one part can take the rest.");
                }

                open = postings.Count;
            }
            else if (!AmountExpression.TryEvaluate(line.Amount, culture, account.Decimals, out amount))
            {
                return Malformed($"'{line.Amount}' is no amount.");
            }

            postings.Add(new(found.Value.Id, sign * amount, Memo: line.Memo ?? ""));
        }

        var rest = -(total ?? 0) - postings.Sum(p => p.Quantity);
        if (open is { } index)
        {
            postings[index] = postings[index] with { Quantity = rest };
        }
        else if (total is not null && rest != 0)
        {
            return new Refusal(RefusalCodes.TransactionNotBalanced, $"The parts leave {AmountText.Format(sign * rest, account.Decimals, culture)} {account.Currency} of the whole. Empty one amount: it takes the rest.");
        }

        return postings;
    }

    private static Outcome<AccountLine> Find(string text, AccountLine account, IReadOnlyList<AccountLine> accounts)
    {
        List<NamedAccount> names = [.. accounts.Where(a => !a.Closed && a.Id != account.Id).Select(a => new NamedAccount(a.Id, a.Path))];
        var found = AccountNames.Find(text, names);
        return found.Refusal is { } refusal ? refusal : accounts.Single(a => a.Id == found.Value);
    }

    private static Refusal Malformed(string message) => new("malformed", message);
}
