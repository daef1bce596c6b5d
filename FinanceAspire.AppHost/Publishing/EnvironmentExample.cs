using System.Text;

namespace FinanceAspire.AppHost.Publishing;

/// <summary><c>.env.example</c>: every setting of the compose file, with its default and what it does.</summary>
internal static class EnvironmentExample
{
    public static string Write()
    {
        var text = new StringBuilder();
        text.Append("# Written by `dotnet run --project FinanceAspire.AppHost -- publish`. Copy it to .env and change what you need;\n")
            .Append("# without a .env the values below hold. No secret belongs here: they are made on the first start.\n");
        foreach (var setting in Setting.All)
        {
            text.Append('\n').Append("# ").Append(setting.Description).Append('\n').Append(setting.Name).Append('=').Append(setting.Default).Append('\n');
        }

        return text.ToString();
    }
}
