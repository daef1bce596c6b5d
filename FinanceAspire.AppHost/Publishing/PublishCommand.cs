namespace FinanceAspire.AppHost.Publishing;

/// <summary><c>dotnet run --project FinanceAspire.AppHost -- publish [FOLDER]</c>: the short form of Aspire's own arguments.</summary>
internal static class PublishCommand
{
    public static string[] Expand(string[] args) => args is ["publish", .. var rest]
        ? ["--operation", "publish", "--step", PublishSteps.Export, "--output-path", rest is [var folder, ..] ? folder : Repository]
        : args;

    /// <summary>Where the published files belong: beside the solution.</summary>
    private static string Repository
    {
        get
        {
            var folder = new DirectoryInfo(AppContext.BaseDirectory);
            while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "FinanceAspire.sln")))
            {
                folder = folder.Parent;
            }

            return folder?.FullName ?? throw new InvalidOperationException("Outside a checkout, say where to publish: publish FOLDER");
        }
    }
}
