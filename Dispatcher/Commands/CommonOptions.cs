using System.CommandLine;
using Microsoft.Data.Sqlite;
using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Storage;

namespace Newsletter.Dispatcher.Commands;

/// <summary>Options that every command knows.</summary>
internal static class CommonOptions
{
    /// <summary>Output for programs instead of people.</summary>
    public static readonly Option<bool> Json = new("--json") { Description = "Print JSON for programs, one object a line.", Recursive = true };
}
