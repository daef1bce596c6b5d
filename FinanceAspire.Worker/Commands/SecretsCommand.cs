using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using FinanceAspire.Worker.Secrets;

namespace FinanceAspire.Worker.Commands;

/// <summary>Makes the passwords, keys and certificates of a published stack.</summary>
internal static class SecretsCommand
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    public static Command Create()
    {
        var directory = new Option<string?>("--directory") { Description = "Fill DIRECTORY/SERVICE for each service; what was made before is kept in DIRECTORY/store and not made again." };
        var kubernetes = new Option<bool>("--kubernetes") { Description = "Read the plan (k8s/secrets.json) from standard input and print Secrets for `kubectl create -f -`." };
        var command = new Command("secrets", "Make the secrets of a published stack.") { directory, kubernetes };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var output = parsed.InvocationConfiguration.Output;
            if (parsed.GetValue(kubernetes))
            {
                using var plan = Console.OpenStandardInput();
                await output.WriteLineAsync(Kubernetes(SecretPlan.Read(new ConfigurationBuilder().AddJsonStream(plan).Build())).ToJsonString(Indented));
                return 0;
            }

            if (parsed.GetValue(directory) is not { Length: > 0 } folder)
            {
                await parsed.InvocationConfiguration.Error.WriteLineAsync("Say where they go: --directory DIRECTORY or --kubernetes.");
                return 1;
            }

            var written = Fill(folder, SecretPlan.Read(new ConfigurationBuilder().AddEnvironmentVariables().Build()));
            await output.WriteLineAsync($"{written} files are in place.");
            return 0;
        });
        return command;
    }

    /// <summary>Writes every service's files.</summary>
    public static int Fill(string folder, SecretPlan plan)
    {
        var store = Path.Combine(folder, "store");
        Directory.CreateDirectory(store);
        var maker = new SecretMaker(new DirectoryStore(store), TimeProvider.System);
        var written = 0;
        foreach (var (service, files) in plan.Files)
        {
            Directory.CreateDirectory(Path.Combine(folder, service));
            foreach (var (name, template) in files)
            {
                PrivateFile.Write(Path.Combine(folder, service, name), maker.Fill(template), plan.Users.TryGetValue(service, out var user) ? user : null);
                written++;
            }
        }

        return written;
    }

    /// <summary>One Secret a service. `kubectl create` refuses where they are there already, so nothing is ever made anew under a running database.</summary>
    public static JsonObject Kubernetes(SecretPlan plan)
    {
        var maker = new SecretMaker(new PassingStore(), TimeProvider.System);
        return new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "List",
            ["items"] = new JsonArray([.. plan.Files.Select(s => new JsonObject
            {
                ["apiVersion"] = "v1",
                ["kind"] = "Secret",
                ["metadata"] = new JsonObject { ["name"] = $"{s.Key}-secrets", ["labels"] = new JsonObject { ["app.kubernetes.io/part-of"] = "financeaspire" } },
                ["type"] = "Opaque",
                ["stringData"] = new JsonObject(s.Value.Select(f => KeyValuePair.Create(f.Key, (JsonNode?)maker.Fill(f.Value)))),
            })]),
        };
    }
}
