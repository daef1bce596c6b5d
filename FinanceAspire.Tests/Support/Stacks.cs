using FinanceAspire.Tests.Support;
using Xunit.Sdk;
using Xunit.v3;

[assembly: TestCollectionOrderer(typeof(StacksFirst))]

namespace FinanceAspire.Tests.Support;

/// <summary>
/// Tests that start the whole graph run one after another: a dozen processes each, they would only take the machine from
/// one another. The others run beside them, since starting is mostly waiting.
/// </summary>
[CollectionDefinition(Name)]
public sealed class Stacks
{
    public const string Name = "stacks";
}

/// <summary>The longest row of tests begins first, so that nobody waits for it at the end.</summary>
public sealed class StacksFirst : ITestCollectionOrderer
{
    public IReadOnlyCollection<TTestCollection> OrderTestCollections<TTestCollection>(IReadOnlyCollection<TTestCollection> testCollections)
        where TTestCollection : ITestCollection =>
        [.. testCollections.OrderBy(c => c.TestCollectionDisplayName == Stacks.Name ? 0 : 1)];
}
