using System.Globalization;
using FinanceAspire.Data.Entities;
using FinanceAspire.Ledger.Amounts;
using FinanceAspire.Ledger.Refusals;
using FinanceAspire.Ledger.Rules;
using FinanceAspire.Web.Http;

namespace FinanceAspire.Web.Features.Rules;

internal sealed class ConditionLine
{
    public string? Field { get; set; }
    public string? Operator { get; set; }
    public string? Value { get; set; }
}

internal sealed class ShareLine
{
    public OptionalId AccountId { get; set; }
    public string? Percent { get; set; }
    public string? Amount { get; set; }
    public string? Memo { get; set; }

    public bool IsEmpty => AccountId.Value is null && string.IsNullOrWhiteSpace(Percent) && string.IsNullOrWhiteSpace(Amount) && string.IsNullOrWhiteSpace(Memo);
}

/// <summary>A rule as the page has it: texts, so that what was typed comes back beside its message.</summary>
internal sealed class RuleForm
{
    public Guid Id { get; set; }
    public string? Name { get; set; }
    public bool Enabled { get; set; }
    public string? Match { get; set; }
    public OptionalId Account { get; set; }
    public List<ConditionLine> Conditions { get; set; } = [];
    public string? Payee { get; set; }
    public string? Description { get; set; }
    public string? Tags { get; set; }
    public OptionalId Category { get; set; }
    public List<ShareLine> Shares { get; set; } = [];

    public static RuleForm Of(StoredRule stored, CultureInfo culture)
    {
        var rule = stored.ToRule();
        string? Text(string kind) => rule.Actions.FirstOrDefault(a => a.Kind == kind)?.Value;
        return new()
        {
            Id = rule.Id,
            Name = rule.Name,
            Enabled = rule.Enabled,
            Match = rule.MatchAll ? "all" : "any",
            Account = rule.Conditions.FirstOrDefault(c => c.Field == "account") is { } a ? Guid.Parse(a.Value) : null,
            Conditions = [.. rule.Conditions.Where(c => c.Field != "account").Select(c => new ConditionLine
            {
                Field = c.Field,
                Operator = c.Operator,
                Value = c.Field == "amount" ? AmountText.ForInput(decimal.Parse(c.Value, CultureInfo.InvariantCulture), culture) : c.Value,
            })],
            Payee = Text("payee"),
            Description = Text("description"),
            Tags = Text("tags"),
            Category = rule.Actions.FirstOrDefault(x => x.Kind == "category")?.AccountId,
            Shares = [.. (rule.Actions.FirstOrDefault(x => x.Kind == "split")?.Shares ?? []).Select(s => new ShareLine
            {
                AccountId = s.AccountId,
                Percent = s.Percent is { } p ? AmountText.ForInput(p, culture) : null,
                Amount = s.Amount is { } n ? AmountText.ForInput(n, culture) : null,
                Memo = s.Memo,
            })],
        };
    }

    /// <summary>What cannot be understood of the parts: a figure that is none, or a part of nothing.</summary>
    public Refusal? Unclear(CultureInfo culture)
    {
        foreach (var share in Shares.Where(s => !s.IsEmpty))
        {
            if (share.AccountId.Value is null)
            {
                return new("malformed", "A part of the split has no category.");
            }

            if (new[] { share.Percent, share.Amount }.FirstOrDefault(t => !string.IsNullOrWhiteSpace(t) && !AmountText.TryParse(t, culture, out _)) is { } text)
            {
                return new("malformed", $"'{text}' is no amount.");
            }
        }

        return null;
    }

    /// <summary>The rule that is meant. What is no number stays what was typed, for the ledger to refuse by name.</summary>
    public Rule ToRule(CultureInfo culture)
    {
        string Number(string? text) => AmountText.TryParse(text, culture, out var n) ? n.ToString(CultureInfo.InvariantCulture) : text ?? "";
        decimal? Figure(string? text) => AmountText.TryParse(text, culture, out var n) ? n : null;
        var conditions = Conditions.Where(c => !string.IsNullOrWhiteSpace(c.Value)).Select(c => new RuleCondition(c.Field ?? "payee", c.Operator ?? "contains", c.Field == "amount" ? Number(c.Value) : c.Value!.Trim())).ToList();
        if (Account.Value is { } account)
        {
            conditions.Add(new("account", "is", account.ToString()));
        }

        var actions = new List<RuleAction>();
        void Add(string kind, string? value)
        {
            if (!string.IsNullOrWhiteSpace(value))
            {
                actions.Add(new(kind, value.Trim()));
            }
        }

        Add("payee", Payee);
        Add("description", Description);
        Add("tags", Tags);
        if (Category.Value is { } category)
        {
            actions.Add(new("category", AccountId: category));
        }

        if (Shares.Where(s => s.AccountId.Value is not null).ToList() is { Count: > 0 } shares)
        {
            actions.Add(new("split", Shares: [.. shares.Select(s => new RuleShare(s.AccountId.Value!.Value, Figure(s.Percent), Figure(s.Amount), s.Memo ?? ""))]));
        }

        return new(Id, Name?.Trim() ?? "") { Enabled = Enabled, MatchAll = Match != "any", Conditions = conditions, Actions = actions };
    }
}
