using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Newsletter.Dispatcher.Issues;

/// <summary>
/// Reads the front matter of a file in one pass, from the first event of the YAML parser to the last. Each fault is
/// added to the problems.
/// Tests: IssueFileTests.
/// </summary>
/// <param name="text">The text between the two <c>---</c> lines.</param>
internal sealed class FrontMatterReader(string file, string text, List<Problem> problems)
{
    private const int MaxKeys = 100;
    private const int MaxListItems = 100;
    private const int LinesBefore = FrontMatter.LinesBefore;

    private readonly Parser _parser = new(new StringReader(text));
    private readonly string[] _lines = text.Split('\n');
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
    private readonly List<FrontMatterKey> _keys = [];

    /// <summary>The keys that could be read, in the order of the file.</summary>
    public IReadOnlyList<FrontMatterKey> Keys => _keys;

    /// <summary>The line of the file that was read last.</summary>
    public int Line => (int)(_parser.Current?.End.Line ?? 1) + LinesBefore;

    /// <summary>Reads to the end, or to the first fault after which reading cannot continue.</summary>
    public void Document()
    {
        _parser.MoveNext();
        _parser.MoveNext();
        if (_parser.Current is StreamEnd)
        {
            return;
        }

        if (_parser.Current is DocumentStart { IsImplicit: false } start)
        {
            Refuse(start, "YAML directives and further documents (%, ---) have no place here; delete this line.");
            return;
        }

        _parser.MoveNext();
        if (_parser.Current is not MappingStart mapping)
        {
            Refuse(_parser.Current!, "write key: value, one on a line, for example title: Why the river moved");
            return;
        }

        if (IsDecorated(mapping))
        {
            return;
        }

        while (_parser.MoveNext() && _parser.Current is not MappingEnd)
        {
            if (_keys.Count == MaxKeys)
            {
                Refuse(
                    _parser.Current!,
                    $"there are more than {MaxKeys} keys; the known ones are {string.Join(", ", IssueKeys.Known)}."
                );
                return;
            }

            if (_parser.Current is not Scalar name || IsDecorated(name))
            {
                Refuse(_parser.Current!, "a key is a word, for example title:");
                return;
            }

            if (!ReadValue(name))
            {
                return;
            }
        }

        if (_parser.MoveNext() && _parser.Current is DocumentEnd { IsImplicit: false } end)
        {
            Refuse(end, "YAML directives and further documents (%, ---) have no place here; delete this line.");
        }
    }

    /// <summary>
    /// Reads the value of a key. False ends the reading: after a refused value, the parser cannot tell where the next
    /// key begins.
    /// </summary>
    private bool ReadValue(Scalar name)
    {
        _parser.MoveNext();
        switch (_parser.Current)
        {
            case Scalar value when !IsDecorated(value):
                LookForNote(name, value);
                Add(name, [value.Value], isList: false, value);
                return true;

            case SequenceStart list when !IsDecorated(list):
                return ReadList(name, list);

            case MappingStart nested when name.Value == ExtraValues.Key && !IsDecorated(nested):
                return ReadEntries(name, nested);

            case MappingStart nested:
                Refuse(
                    nested,
                    $"{Quoted(name.Value)} holds further keys; front matter is flat: one key: value on a line."
                );
                return false;

            case AnchorAlias alias:
                Refuse(
                    alias,
                    "aliases (*name) are not known here; write the value itself, in \"quotes\" when it begins "
                        + "with a star."
                );
                return true;

            default:
                return false;
        }
    }

    /// <summary>Reads what stands below <c>extra:</c>: names with a value or a list each, and nothing deeper.</summary>
    private bool ReadEntries(Scalar name, MappingStart mapping)
    {
        var entries = new List<ExtraEntry>();
        while (_parser.MoveNext() && _parser.Current is not MappingEnd)
        {
            if (_parser.Current is not Scalar key || IsDecorated(key) || entries.Count > ExtraValues.MaxNames)
            {
                Refuse(
                    _parser.Current!,
                    "below extra stand up to 50 names with a value each, for example sponsor: Acme"
                );
                return false;
            }

            _parser.MoveNext();
            var isList = _parser.Current is SequenceStart;
            IReadOnlyList<string>? values = _parser.Current switch
            {
                Scalar value when !IsDecorated(value) => [value.Value],
                SequenceStart list when !IsDecorated(list) => Items(key),
                _ => null,
            };
            if (values is null)
            {
                Refuse(
                    _parser.Current!,
                    $"extra.{key.Value} takes a value or a list of texts, and no keys of its own."
                );
                return false;
            }

            var isQuoted = _parser.Current is Scalar { Style: not ScalarStyle.Plain };
            entries.Add(
                new(key.Value, values, isList, isQuoted, (int)key.Start.Line + LinesBefore, (int)key.Start.Column)
            );
        }

        Add(name, [], isList: false, mapping, entries);
        return true;
    }

    private bool ReadList(Scalar name, SequenceStart list)
    {
        if (Items(name) is not { } values)
        {
            return false;
        }

        Add(name, values, isList: true, list);
        return true;
    }

    /// <summary>The items of a list, to its end; null after a fault.</summary>
    private List<string>? Items(Scalar name)
    {
        var values = new List<string>();
        while (_parser.MoveNext() && _parser.Current is not SequenceEnd)
        {
            if (_parser.Current is not Scalar item)
            {
                Refuse(_parser.Current!, $"{Quoted(name.Value)} takes a list of words, for example [world, rivers].");
                return null;
            }

            if (IsDecorated(item))
            {
                return null;
            }

            if (values.Count == MaxListItems)
            {
                Refuse(item, $"{Quoted(name.Value)} has more than {MaxListItems} items.");
                return null;
            }

            LookForNote(name, item);
            values.Add(item.Value);
        }

        return values;
    }

    private void Add(
        Scalar name,
        IReadOnlyList<string> values,
        bool isList,
        NodeEvent value,
        IReadOnlyList<ExtraEntry>? entries = null
    )
    {
        if (name.Value == "<<")
        {
            Refuse(name, "merge keys (<<) are not known here; write the keys themselves.");
        }
        else if (!_seen.Add(name.Value))
        {
            Refuse(name, $"the key {Quoted(name.Value)} stands here a second time; keep one.");
        }
        else
        {
            _keys.Add(
                new(
                    name.Value,
                    values,
                    isList,
                    (int)name.Start.Line + LinesBefore,
                    (int)name.Start.Column,
                    (int)value.Start.Line + LinesBefore,
                    (int)value.Start.Column
                )
                {
                    Entries = entries ?? [],
                }
            );
        }
    }

    /// <summary>
    /// In YAML a space and <c>#</c> begin a comment. Where an editor may not mean a comment, a problem tells the
    /// editor.
    /// </summary>
    private void LookForNote(Scalar name, Scalar value)
    {
        var (line, column) = ((int)value.End.Line, (int)value.End.Column);
        var hasRest = value.Style is ScalarStyle.Plain && line <= _lines.Length && column <= _lines[line - 1].Length;
        var rest = hasRest ? _lines[line - 1][(column - 1)..].TrimStart() : "";
        if (rest is not ['#', ..])
        {
            return;
        }

        if (TextValues.IsText(name.Value))
        {
            Refuse(value, "the text after # would be lost; put the value in \"quotes\".");
        }
        else if (rest is ['#', not (' ' or '\t'), ..])
        {
            problems.Add(
                Problem.Warning(
                    file,
                    line + LinesBefore,
                    _lines[line - 1].Length - rest.Length + 1,
                    $"the text after # is a comment and is not read; put the value of {Quoted(name.Value)} in "
                        + "\"quotes\" if it belongs to it."
                )
            );
        }
    }

    /// <summary>Reports an anchor or a type tag, which is refused everywhere.</summary>
    private bool IsDecorated(NodeEvent node)
    {
        if (!node.Anchor.IsEmpty)
        {
            Refuse(
                node,
                "anchors (&name) are not known here; write the value itself, in \"quotes\" when it begins with &."
            );
            return true;
        }

        if (!node.Tag.IsEmpty)
        {
            Refuse(
                node,
                "types (!name) are not known here; write the value itself, in \"quotes\" when it begins with an "
                    + "exclamation mark."
            );
            return true;
        }

        return false;
    }

    private void Refuse(ParsingEvent at, string message)
    {
        var (line, column) = ((int)at.Start.Line + LinesBefore, (int)at.Start.Column);
        if (problems is not [.., var last] || (last.Line, last.Column) != (line, column))
        {
            problems.Add(Problem.Error(file, line, column, message));
        }
    }

    private static string Quoted(string word) => IssueKeys.Quoted(word);
}
