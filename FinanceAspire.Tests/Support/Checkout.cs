namespace FinanceAspire.Tests.Support;

/// <summary>The folder that holds the solution.</summary>
public static class Checkout
{
    public static string Folder { get; } = Find();

    private static string Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "FinanceAspire.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("The tests run outside a checkout of FinanceAspire.");
        }

        return folder.FullName;
    }
}
