namespace FinanceAspire.Tests.Support;

/// <summary>
/// Tests that start the whole graph run one after another, after all others: a dozen processes each, they would only take
/// the machine from one another.
/// </summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Stacks
{
    public const string Name = "stacks";
}
