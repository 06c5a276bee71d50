using System.Text.RegularExpressions;

namespace Newsletter.Dispatcher.Tests.Architecture;

/// <summary>
/// One statement of SQL, or a part of one, as tokens: says which column each quoted text is compared with, or written
/// to. It knows the SQL of this program, not all of SQL.
/// </summary>
internal sealed partial class SqlStatement
{
    private static readonly HashSet<string> Comparisons = ["=", "<>", "!=", "LIKE"];

    /// <summary>Words that cannot be another name of a table.</summary>
    private static readonly HashSet<string> AfterTable = new(StringComparer.OrdinalIgnoreCase)
    {
        "SET",
        "WHERE",
        "VALUES",
        "SELECT",
        "ON",
        "LEFT",
        "JOIN",
        "ORDER",
        "GROUP",
        "LIMIT",
        "UNION",
        "RETURNING",
        "AND",
        "OR",
        "DEFAULT",
    };

    private readonly string[] _tokens;

    /// <summary>Tables by the names that the statement gives them.</summary>
    private readonly Dictionary<string, string> _tables = new(StringComparer.OrdinalIgnoreCase);
    private readonly int _insert;

    private SqlStatement(string text)
    {
        _tokens = [.. Token.Matches(text).Select(match => match.Value)];
        _insert = Array.FindIndex(_tokens, token => Is(token, "INTO"));
        for (var i = 0; i + 1 < _tokens.Length; i++)
        {
            if (IsTableNext(i) && Name.IsMatch(_tokens[i + 1]))
            {
                var table = TableName(_tokens[i + 1]);
                _tables[table] = table;
                var alias = At(i + 2) is "AS" ? At(i + 3) : At(i + 2);
                if (Name.IsMatch(alias) && !AfterTable.Contains(alias))
                {
                    _tables[alias] = table;
                }
            }
        }

        if (_insert >= 0)
        {
            _tables["excluded"] = TableName(At(_insert + 1));
        }
    }

    /// <summary>The tables that it names; none in a part of a statement.</summary>
    public IEnumerable<string> Tables => _tables.Values.Distinct(StringComparer.Ordinal);

    /// <summary>Each statement of a text; none where the text is no SQL.</summary>
    public static IEnumerable<SqlStatement> In(string text) =>
        Sql.IsMatch(text)
            ? Migrations.WithoutComments(text).Split(';').Select(statement => new SqlStatement(statement))
            : [];

    /// <summary>Each quoted text with what stands for its column; <c>null</c> where that is not found.</summary>
    public IEnumerable<(string Word, SqlColumn? Column)> Quoted()
    {
        for (var i = 0; i < _tokens.Length; i++)
        {
            if (_tokens[i][0] == '\'')
            {
                yield return (_tokens[i].Trim('\''), Compared(i) ?? Listed(i) ?? Written(i));
            }
        }
    }

    /// <summary>A temporary name that a migration gives a table while it replaces it.</summary>
    private static string TableName(string token)
    {
        var name = token.ToLowerInvariant();
        return name.EndsWith("_new", StringComparison.Ordinal) ? name[..^"_new".Length] : name;
    }

    private static bool Is(string token, string keyword) => token.Equals(keyword, StringComparison.OrdinalIgnoreCase);

    private string At(int index) => index >= 0 && index < _tokens.Length ? _tokens[index] : "";

    private bool IsTableNext(int i) =>
        _tokens[i] is "FROM" or "JOIN" or "INTO" or "TABLE"
        || (_tokens[i] is "UPDATE" && At(i - 1) is not "DO")
        || (_tokens[i] is "ON" && At(0) is "CREATE" && At(i + 2) is "(");

    private SqlColumn? Compared(int i) =>
        Comparisons.Contains(At(i - 1)) ? ColumnEndingAt(i - 2)
        : Comparisons.Contains(At(i + 1)) ? ColumnEndingAt(At(i + 3) is "." ? i + 4 : i + 2)
        : At(i - 1) is "IS" ? ColumnEndingAt(i - 2)
        : At(i - 1) is "FROM" && At(i - 2) is "DISTINCT" ? ColumnEndingAt(At(i - 4) is "NOT" ? i - 6 : i - 5)
        : At(i - 1) is "DEFAULT" ? Defined(i)
        : null;

    private SqlColumn? Listed(int i)
    {
        var open = i - 1;
        while (At(open) is "," || At(open).StartsWith('\''))
        {
            open--;
        }

        return At(open) is "(" && At(open - 1) is "IN"
            ? ColumnEndingAt(At(open - 2) is "NOT" ? open - 3 : open - 2)
            : null;
    }

    /// <summary>What a value is written to: in SET, in an INSERT, or in place of a null.</summary>
    private SqlColumn? Written(int i)
    {
        var start = At(i - 1) is "THEN" or "ELSE" ? Opening(i - 1, "CASE", "END") : i;
        if (start != i && Closing(start) is var end && At(end + 1) is "AS")
        {
            return new(Table: null, At(end + 2));
        }

        var depth = 0;
        for (; start > 0; start--)
        {
            var before = _tokens[start - 1];
            if (depth == 0 && before is "AND" or "OR" or "WHERE" or "ON" or "WHEN")
            {
                return null;
            }

            depth +=
                before is ")" or "END" ? 1
                : before is "(" or "CASE" ? -1
                : 0;
            if (depth < 0 && before is "(")
            {
                break;
            }

            depth = Math.Max(depth, 0);
            if (depth == 0 && (before is "," or "=" or "SELECT"))
            {
                break;
            }
        }

        return At(start - 1) switch
        {
            "=" => ColumnEndingAt(start - 2),
            "," when Opening(start - 2, "(", ")") is var open && Is(At(open - 1), "coalesce") => FirstColumn(open + 1),
            "," or "SELECT" or "(" => Inserted(start),
            _ => null,
        };
    }

    /// <summary>The column of an INSERT that a value at this place is for.</summary>
    private SqlColumn? Inserted(int start)
    {
        if (_insert < 0 || start < _insert)
        {
            return null;
        }

        var place = 0;
        var depth = 0;
        var i = start - 1;
        for (; i > _insert && !(depth == 0 && _tokens[i] is "SELECT" or "VALUES"); i--)
        {
            depth +=
                _tokens[i] is ")" or "END" ? 1
                : _tokens[i] is "(" or "CASE" ? -1
                : 0;
            if (depth < 0)
            {
                break;
            }

            place += depth == 0 && _tokens[i] is "," ? 1 : 0;
        }

        var names = _tokens.Skip(_insert + 3).TakeWhile(token => token is not ")").Where(token => token is not ",");
        return names.ElementAtOrDefault(place) is { } column ? new(TableName(At(_insert + 1)), column) : null;
    }

    /// <summary>The column whose definition a default stands in.</summary>
    private SqlColumn? Defined(int i)
    {
        while (i > 0 && At(i - 1) is not ("," or "(" or "COLUMN"))
        {
            i--;
        }

        return ColumnEndingAt(i);
    }

    /// <summary>Where the bracket begins that a token stands in.</summary>
    private int Opening(int i, string open, string close)
    {
        for (var depth = 0; i >= 0; i--)
        {
            depth +=
                _tokens[i] == close ? 1
                : _tokens[i] == open ? -1
                : 0;
            if (depth < 0)
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>Where a CASE ends.</summary>
    private int Closing(int i)
    {
        for (var depth = 0; i < _tokens.Length; i++)
        {
            depth +=
                _tokens[i] is "CASE" ? 1
                : _tokens[i] is "END" ? -1
                : 0;
            if (depth == 0)
            {
                return i;
            }
        }

        return _tokens.Length;
    }

    private SqlColumn? ColumnEndingAt(int i)
    {
        if (At(i) is ")")
        {
            return FirstColumn(Opening(i - 1, "(", ")") + 1);
        }

        // A parameter is no column: what it holds is not known here.
        return !Name.IsMatch(At(i)) && !At(i).StartsWith('@') ? null
            : At(i - 1) is "." ? new(_tables.GetValueOrDefault(At(i - 2)), At(i))
            : new(Table: null, At(i));
    }

    /// <summary>The first column of a bracket: <c>e.event</c> in <c>coalesce((SELECT e.event …), '')</c>.</summary>
    private SqlColumn? FirstColumn(int i)
    {
        while (At(i) is "(" or "SELECT")
        {
            i++;
        }

        return ColumnEndingAt(At(i + 1) is "." ? i + 2 : i);
    }

    [GeneratedRegex(@"'(?:[^']|'')*'|[@$:]?\w+|\{\}|<>|!=|<=|>=|\|\||\S", RegexOptions.CultureInvariant)]
    private static partial Regex Token { get; }

    [GeneratedRegex(@"^[A-Za-z_]\w*$", RegexOptions.CultureInvariant)]
    private static partial Regex Name { get; }

    [GeneratedRegex(
        @"\b(?:SELECT|INSERT|UPDATE|DELETE FROM|WHERE|EXISTS|CREATE|ALTER)\b",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex Sql { get; }
}
