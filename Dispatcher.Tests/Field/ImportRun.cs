using Newsletter.Dispatcher.Tests.Commands;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Field;

/// <summary>Imports with the real command into an empty list, and shows the people afterwards.</summary>
internal sealed class ImportRun : IDisposable
{
    private readonly CommandRun _run = new();

    /// <summary>Imports a text as <c>people.csv</c>.</summary>
    public Task<CommandAnswer> TextAsync(string csv, params string[] options) =>
        FileAsync(_run.Write("people.csv", csv), options);

    /// <summary>
    /// Imports a copy of one of the files in <c>Field/Inputs/imports</c>, because refused rows are written beside the
    /// file.
    /// </summary>
    public Task<CommandAnswer> InputAsync(string name, params string[] options)
    {
        File.Copy(
            Path.Combine(Corpora.Repository(), "Dispatcher.Tests", "Field", "Inputs", "imports", name),
            _run.File(name),
            overwrite: true
        );
        return FileAsync(_run.File(name), options);
    }

    /// <summary>Writes bytes to <c>people.csv</c> and imports it.</summary>
    public async Task<CommandAnswer> BytesAsync(byte[] csv)
    {
        await File.WriteAllBytesAsync(_run.File("people.csv"), csv);
        return await FileAsync(_run.File("people.csv"), []);
    }

    /// <summary>
    /// Each person as <c>ana active</c>, in order of the address; only the part before the @ is shown.
    /// </summary>
    public async Task<IReadOnlyList<string>> PeopleAsync() =>
        [
            .. (await ListAsync())
                .Select(line => line.Split('\t'))
                .Select(cells => $"{cells[0].Split('@')[0]} {cells[2]}")
                .Order(StringComparer.Ordinal),
        ];

    /// <summary>Each person as <c>ana|Ana Ruiz|active|tags</c>.</summary>
    public async Task<IReadOnlyList<string>> ListAsync() =>
        (await RunAsync("subscribers", "list")).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>The output of <c>subscriber show</c> for a person, as JSON.</summary>
    public async Task<string> ShowAsync(string name) =>
        (await RunAsync("subscriber", "show", $"{name}@example.org", "--json")).Output;

    public Task<CommandAnswer> RunAsync(params string[] words) => _run.RunAsync(words);

    public string PathOf(string name) => _run.File(name);

    public void Dispose() => _run.Dispose();

    private Task<CommandAnswer> FileAsync(string path, string[] options) =>
        RunAsync(["subscribers", "import", path, .. options]);
}
