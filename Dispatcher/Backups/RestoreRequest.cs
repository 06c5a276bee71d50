using Newsletter.Dispatcher.Backups.Age;

namespace Newsletter.Dispatcher.Backups;

/// <summary>What an operator asks of a restore.</summary>
/// <param name="File">The backup; <c>-</c> for standard input.</param>
/// <param name="Folder">The newsletter's folder that the files are put into.</param>
/// <param name="Database">Where the database goes; null for where the backup says, below the folder.</param>
/// <param name="IsDataOnly">Only database and keys; what people wrote stays as it is.</param>
internal sealed record RestoreRequest(string File, string Folder, string? Database, bool IsDataOnly, AgeOpener Opener);
