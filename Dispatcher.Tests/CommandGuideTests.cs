using System.CommandLine;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Time.Testing;
using Newsletter.Dispatcher.Commands;
using Newsletter.Dispatcher.Tests.Architecture;
using Newsletter.Dispatcher.Tests.Support;
using Spectre.Console;

namespace Newsletter.Dispatcher.Tests;

/// <summary>Each command that a page or a message names is there, with the options that it names.</summary>
[TestFixture]
internal sealed partial class CommandGuideTests
{
    /// <summary>A check of doctor whose name begins as a command does.</summary>
    private const string CheckName = "bounce mailbox";

    private static readonly string Root = Corpora.Repository();

    private readonly RootCommand _program = Program();

    private static RootCommand Program()
    {
        var nothing = TextWriter.Null;
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(nothing) });
        return Cli.Build(new CommandContext(Root, new FakeTimeProvider(), new Terminal(console, nothing, nothing)));
    }

    private static IEnumerable<string> Pages() =>
        Directory
            .EnumerateFiles(Path.Combine(Root, "docs"), "*.md", SearchOption.AllDirectories)
            .Concat(Directory.EnumerateFiles(Root, "*.md"))
            .Select(path => Path.GetRelativePath(Root, path));

    [TestCaseSource(nameof(Pages))]
    public void Each_command_of_a_page_is_there(string page) =>
        Assert.That(Named(File.ReadAllText(Path.Combine(Root, page))).Select(Problem).OfType<string>(), Is.Empty);

    [Test]
    public void Each_command_of_a_message_is_there() =>
        Assert.That(
            SourceTree
                .Instance.Trees.SelectMany(tree => SourceText.Strings(tree.GetRoot()))
                .SelectMany(text => InMessage.Matches(text).Select(match => match.Groups[1].Value))
                .Where(words => Child(_program, words.Split(' ')[0]) is not null)
                .Select(Problem)
                .OfType<string>()
                .ToList(),
            Is.Empty
        );

    [Test]
    public void Many_commands_are_found() =>
        Assert.That(
            Pages().SelectMany(page => Named(File.ReadAllText(Path.Combine(Root, page)))).Distinct().Count(),
            Is.GreaterThan(80)
        );

    [TestCase("status --watch", true)]
    [TestCase("subscriber pause ana@example.org --until 2026-08-31", true)]
    [TestCase("status --json", true)]
    [TestCase("status --wach", false)]
    [TestCase("subscriber stop ana@example.org", false)]
    [TestCase("send FILE --until 2026-08-31", false)]
    [TestCase("stats", false)]
    public void A_command_that_is_not_there_is_seen(string words, bool isThere) =>
        Assert.That(Problem(words), isThere ? Is.Null : Is.Not.Null);

    /// <summary>
    /// Commands in blocks of code, with <c>dispatcher</c> or <c>dotnet run</c> before them, and those in backticks.
    /// </summary>
    private IEnumerable<string> Named(string page)
    {
        foreach (var match in InBlock.Matches(page).Concat(InBackticks.Matches(page)))
        {
            yield return match.Groups[1].Value;
        }

        foreach (var words in Bare.Matches(page).Select(match => match.Groups[1].Value))
        {
            if (words is not CheckName && Child(_program, words.Split(' ')[0]) is not null)
            {
                yield return words;
            }
        }
    }

    /// <summary>What is wrong with a command line; null when the program has all that it names.</summary>
    private string? Problem(string line)
    {
        Command command = _program;
        var options = _program.Options.ToList();
        var isName = true;
        foreach (var word in line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (word.StartsWith("--", StringComparison.Ordinal))
            {
                var name = word.Split('=')[0].TrimEnd(',', '.', ';', ':', ')');
                if (name.Length > 2 && options.All(option => option.Name != name))
                {
                    return $"{line}: {command.Name} has no {name}";
                }
            }
            else if (isName && Child(command, word.TrimEnd(',', '.', ';', ':')) is { } child)
            {
                command = child;
                options.AddRange(child.Options);
                continue;
            }
            else if (isName && command.Subcommands.Count > 0 && Verb.IsMatch(word))
            {
                return $"{line}: {command.Name} has no command {word}";
            }

            isName = false;
        }

        return null;
    }

    private static Command? Child(Command command, string name) =>
        command.Subcommands.FirstOrDefault(child => child.Name == name);

    [GeneratedRegex(
        @"^ {4,}(?:dispatcher|dotnet run (?:-c Release )?--project Dispatcher --) (.+?)(?: {2,}.*| \\)?$",
        RegexOptions.CultureInvariant | RegexOptions.Multiline
    )]
    private static partial Regex InBlock { get; }

    [GeneratedRegex(@"`(?:/\S+/)?dispatcher ([a-z][^`]*|--[^`]*)`", RegexOptions.CultureInvariant)]
    private static partial Regex InBackticks { get; }

    [GeneratedRegex(@"`([a-z][a-z-]* [^`\n]*)`", RegexOptions.CultureInvariant)]
    private static partial Regex Bare { get; }

    /// <summary>Up to the end of the sentence, or what is filled in.</summary>
    [GeneratedRegex(@"\bdispatcher ((?:[a-z]+ )[^.;\n]*)", RegexOptions.CultureInvariant)]
    private static partial Regex InMessage { get; }

    [GeneratedRegex("^[a-z]+$", RegexOptions.CultureInvariant)]
    private static partial Regex Verb { get; }
}
