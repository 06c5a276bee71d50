using System.Text;
using Newsletter.Dispatcher.Storage;

namespace Newsletter.Dispatcher.Subscribers.Import;

/// <summary>
/// A text file (UTF-8) that appears whole or not at all: written beside its place, moved there by <see cref="Keep"/>.
/// Only the dispatcher's user can read it.
/// Tests: CsvImportTests.
/// </summary>
internal sealed class WholeFile : IDisposable
{
    private readonly string _path;
    private readonly FileStream _file;

    public WholeFile(string path)
    {
        _path = path;
        _file = PrivateFiles.Open(path + ".tmp", FileMode.Create, FileAccess.Write);
        Text = new StreamWriter(_file, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
    }

    public StreamWriter Text { get; }

    /// <summary>
    /// Makes the file what was written, in place of what was there. Nothing may be written afterwards.
    /// </summary>
    public void Keep()
    {
        Text.Flush();
        _file.Flush(flushToDisk: true);
        Text.Dispose();
        File.Move(_file.Name, _path, overwrite: true);
    }

    /// <summary>Drops what was written and not kept.</summary>
    public void Dispose()
    {
        if (_file.CanWrite)
        {
            // The file, not the writer: a full disk would make the writer's last flush throw over the first error.
            _file.Dispose();
            File.Delete(_file.Name);
        }
    }
}
