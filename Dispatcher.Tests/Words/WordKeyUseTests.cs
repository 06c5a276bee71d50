using System.Text.RegularExpressions;
using Newsletter.Dispatcher.Addresses;
using Newsletter.Dispatcher.Subscriptions.Wishes;
using Newsletter.Dispatcher.Tests.Support;
using Newsletter.Dispatcher.Web;
using Newsletter.Dispatcher.Words;

namespace Newsletter.Dispatcher.Tests.Words;

/// <summary>Each key that code, a page or a template uses is there, and each key that is there is used.</summary>
[TestFixture]
internal sealed partial class WordKeyUseTests
{
    private static readonly string[] ErrorStatuses = ["400", "404", "405", "408", "413", "429", "500", "503"];

    /// <summary>Keys that are put together from a name.</summary>
    private static IEnumerable<string> Composed =>
        Enum.GetNames<ChangeKind>()
            .Select(kind => $"Change.{kind}")
            .Concat(Enum.GetNames<AddressFault>().Select(fault => $"Address.{fault}"))
            .Concat(ZoneChoices.All.Select(region => $"Zone.{region.Name}"))
            .Concat(ErrorStatuses.SelectMany(status => new[] { $"Error.{status}.Heading", $"Error.{status}.Advice" }));

    [Test]
    public void Each_key_that_is_used_is_there()
    {
        var areas = WordTable.English.Phrases.Keys.Select(Area).ToHashSet(StringComparer.Ordinal);

        Assert.That(
            Written().Where(key => areas.Contains(Area(key))).Concat(Composed).Where(key => !IsThere(key)).Distinct(),
            Is.Empty
        );
    }

    [Test]
    public void Each_key_that_is_there_is_used()
    {
        var used = Written().Concat(Composed).ToHashSet(StringComparer.Ordinal);

        Assert.That(used, Has.Count.GreaterThan(300));
        Assert.That(WordTable.English.Phrases.Keys.Where(key => !used.Contains(Base(key))), Is.Empty);
    }

    /// <summary>What looks like a key and stands in quotes, in all that makes words for readers.</summary>
    private static List<string> Written() =>
        [
            .. new[] { "Dispatcher/Web", "Dispatcher/Archive", "Dispatcher/Rendering", "Dispatcher/Mails", "templates" }
                .SelectMany(folder =>
                    Directory.EnumerateFiles(
                        Path.Combine(Corpora.Repository(), folder),
                        "*",
                        SearchOption.AllDirectories
                    )
                )
                .Where(path => Path.GetExtension(path) is ".cs" or ".cshtml" or ".sbn-html" or ".sbn-txt")
                .SelectMany(path => Key.Matches(Comment.Replace(File.ReadAllText(path), "")))
                .Select(match => match.Groups[1].Value)
                .Distinct(),
        ];

    private static bool IsThere(string key) => ReaderWords.ValuesOf(key) is not null;

    private static string Area(string key) => key.Split('.')[0];

    private static string Base(string key) =>
        key.EndsWith(CountForm.One, StringComparison.Ordinal) ? key[..^CountForm.One.Length]
        : key.EndsWith(CountForm.Other, StringComparison.Ordinal) ? key[..^CountForm.Other.Length]
        : key;

    [GeneratedRegex("\"([A-Z]\\w+(?:\\.\\w+)+)\"")]
    private static partial Regex Key { get; }

    /// <summary>Examples in comments are no use.</summary>
    [GeneratedRegex(@"(?m)^\s*///?.*$")]
    private static partial Regex Comment { get; }
}
