using System.Text.Json;
using FinanceAspire.Ledger.Rules;

namespace FinanceAspire.Data.Entities;

/// <summary>A rule with its place in the order.</summary>
public sealed class StoredRule
{
    public Guid BookId { get; set; }
    public Guid Id { get; set; }
    public int Ordinal { get; set; }
    public string Name { get; set; } = "";
    public bool Enabled { get; set; } = true;
    public bool MatchAll { get; set; } = true;
    public string Conditions { get; set; } = "[]";
    public string Actions { get; set; } = "[]";
    public int Version { get; set; } = 1;

    public Rule ToRule() => new(Id, Name)
    {
        Enabled = Enabled,
        MatchAll = MatchAll,
        Conditions = JsonSerializer.Deserialize<List<RuleCondition>>(Conditions, JsonSerializerOptions.Web)!,
        Actions = JsonSerializer.Deserialize<List<RuleAction>>(Actions, JsonSerializerOptions.Web)!,
    };

    public void Set(Rule rule)
    {
        (Name, Enabled, MatchAll) = (rule.Name, rule.Enabled, rule.MatchAll);
        Conditions = JsonSerializer.Serialize(rule.Conditions, JsonSerializerOptions.Web);
        Actions = JsonSerializer.Serialize(rule.Actions, JsonSerializerOptions.Web);
    }
}
