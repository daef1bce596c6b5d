using YamlDotNet.Core;
using YamlDotNet.Serialization;
using YamlDotNet.Serialization.EventEmitters;

namespace FinanceAspire.AppHost.Publishing;

/// <summary>YAML from maps and lists, in the order in which they were made, the same on every machine.</summary>
internal static class Yaml
{
    private static readonly ISerializer Serializer = new SerializerBuilder()
        .WithQuotingNecessaryStrings(quoteYaml1_1Strings: true).WithIndentedSequences().DisableAliases().WithNewLine("\n")
        .WithEventEmitter(next => new Lines(next)).Build();

    /// <summary>Documents under a comment that says where they come from.</summary>
    public static string Write(string comment, params IEnumerable<Map> documents)
    {
        var text = new StringWriter { NewLine = "\n" };
        foreach (var line in comment.Split('\n'))
        {
            text.WriteLine($"# {line}".TrimEnd());
        }

        var isFirst = true;
        foreach (var document in documents)
        {
            if (!isFirst)
            {
                text.WriteLine("---");
            }

            isFirst = false;
            // Long lines stay whole: a folded command is read wrongly by a hurried eye.
            Serializer.Serialize(new Emitter(text, new EmitterSettings(2, int.MaxValue, isCanonical: false, maxSimpleKeyLength: 1024, newLine: "\n").WithIndentedSequences()), document.Values);
        }

        return text.ToString();
    }

    /// <summary>A text of several lines is written as such.</summary>
    private sealed class Lines(IEventEmitter next) : ChainedEventEmitter(next)
    {
        public override void Emit(ScalarEventInfo eventInfo, IEmitter emitter)
        {
            if (eventInfo.Source.Value is string text && text.Contains('\n', StringComparison.Ordinal))
            {
                eventInfo.Style = ScalarStyle.Literal;
            }

            base.Emit(eventInfo, emitter);
        }
    }
}

/// <summary>A map that keeps its order and leaves out what is null or empty, so that what does not apply is not written.</summary>
internal sealed class Map : System.Collections.IEnumerable
{
    public OrderedDictionary<string, object> Values { get; } = [];

    public void Add(string key, object? value)
    {
        if (value is Map map)
        {
            value = map.Values;
        }

        if (value is System.Collections.IEnumerable items and not (string or OrderedDictionary<string, object> or Dictionary<string, string>))
        {
            value = items.Cast<object>().Select(i => i is Map m ? m.Values : i).ToList();
        }

        if (value is not (null or System.Collections.ICollection { Count: 0 }) || ReferenceEquals(value, Empty))
        {
            Values[key] = value;
        }
    }

    /// <summary>A map that is meant to be empty, such as emptyDir's.</summary>
    public static object Empty { get; } = new Dictionary<string, string>();

    public System.Collections.IEnumerator GetEnumerator() => Values.GetEnumerator();
}
