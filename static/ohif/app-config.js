// OHIF 3.13.2's configuration for NeuroNova, and the bridge by which the portal's page and the
// viewer in its iframe talk (the words: lib/viewer/bridge.ts). OHIF calls this function before it
// loads anything. Names that begin with an underscore are OHIF's own insides: its version is pinned.
"use strict";

window.config = ({ servicesManager }) => {
  const BASE = "/ohif/";
  const PROTOCOL = "nnFourUp";
  const SEQUENCES = ["t1", "t1c", "t2", "flair"];
  const origin = window.location.origin;
  const services = () => servicesManager.services;
  const commands = () => servicesManager._commandsManager;

  // ---- what the portal hears -----------------------------------------------------------------

  function say(type, payload) {
    if (window.parent === window) return; // opened by itself, not in the portal's page
    window.parent.postMessage({ source: "neuronova-viewer", type, payload }, origin);
  }

  const pause = (ms) => new Promise((done) => setTimeout(done, ms));

  /** Asks every 100 ms, for at most `seconds`, and gives what was found or null. */
  async function until(find, seconds) {
    for (let attempt = 0; attempt < seconds * 10; attempt++) {
      const found = ask(find);
      if (found) return found;
      await pause(100);
    }
    return null;
  }

  /** OHIF's services throw until they are set up: that is "not yet". */
  function ask(find) {
    try {
      return find();
    } catch {
      return null;
    }
  }

  // ---- words of the portal -------------------------------------------------------------------

  const isUid = (value) =>
    typeof value === "string" && value.length <= 64 && /^[0-9]+(\.[0-9]+)+$/.test(value);
  const isSegment = (value) => Number.isInteger(value) && value > 0 && value < 65536;
  const isHanging = (value) =>
    typeof value === "object" && value !== null &&
    Object.entries(value).every(([name, uid]) => SEQUENCES.includes(name) && isUid(uid));

  /** Each command: what its payload must hold, and what it does. */
  const COMMANDS = {
    addSeries: [{ studyInstanceUID: isUid, seriesInstanceUID: isUid }, addSeries],
    showSegmentation: [{ seriesInstanceUID: isUid }, showSegmentation],
    hideSegmentation: [{ seriesInstanceUID: isUid }, hideSegmentation],
    jumpToSegment: [{ seriesInstanceUID: isUid, segment: isSegment }, jumpToSegment],
    hang: [{ sequences: isHanging }, hang],
  };

  /** Refuses whatever does not come from the page around us or is not spelled as agreed. */
  function readCommand(event) {
    if (event.origin !== origin || event.source !== window.parent) return null;
    const { data } = event;
    if (typeof data !== "object" || data === null || data.source !== "neuronova-portal") {
      return null;
    }
    if (!Object.hasOwn(COMMANDS, data.type)) return null;
    const [shape, run] = COMMANDS[data.type];
    const payload = typeof data.payload === "object" && data.payload !== null ? data.payload : {};
    const fits = Object.entries(shape).every(([name, check]) => check(payload[name]));
    return fits ? { run, payload } : null;
  }

  // One after another: two at once would act on a viewport that the other is changing.
  let turn = Promise.resolve();
  window.addEventListener("message", (event) => {
    const command = readCommand(event);
    if (command === null) return;
    turn = turn.then(() => command.run(command.payload)).catch((error) => {
      say("error", error instanceof Error ? error.message : "the viewer failed");
    });
  });

  // ---- what they do --------------------------------------------------------------------------

  /** Viewports that hold an image; commands on others throw inside OHIF. Null after 30 s. */
  function viewportsReady() {
    return until(() => {
      const { viewportGridService, cornerstoneViewportService } = services();
      const ids = [...(viewportGridService?.getState().viewports.keys() ?? [])];
      const holds = (id) => {
        const viewport = cornerstoneViewportService?.getCornerstoneViewport(id);
        return viewport && (viewport.getCurrentImageId?.() || viewport.getImageData?.());
      };
      return ids.length > 0 && ids.every(holds) ? ids : null;
    }, 30);
  }

  async function readyOrThrow() {
    if (await viewportsReady() === null) throw new Error("the images did not load");
  }

  const displaySetOf = (seriesUid) =>
    services().displaySetService.getActiveDisplaySets()
      .find((set) => set.SeriesInstanceUID === seriesUid);

  /** Fetches one series that came into the study after it was opened, without loading it anew. */
  async function addSeries({ studyInstanceUID, seriesInstanceUID }) {
    await readyOrThrow();
    if (!displaySetOf(seriesInstanceUID)) {
      const [source] = servicesManager._extensionManager.getActiveDataSource();
      // OHIF keeps what it knows of a study under "<name of the source>:<uid>" and asks no more.
      const forget = () =>
        source.deleteStudyMetadataPromise(`${source.getConfig().name}:${studyInstanceUID}`);
      forget();
      await source.retrieve.series.metadata({
        StudyInstanceUID: studyInstanceUID,
        filters: { seriesInstanceUID: [seriesInstanceUID] },
      });
      forget();
    }
    const added = await until(() => displaySetOf(seriesInstanceUID), 10);
    say("seriesAdded", added && { modality: added.Modality, seriesInstanceUID });
  }

  /** Lays a segmentation over every viewport: through the frame of reference, whatever its grid. */
  async function showSegmentation({ seriesInstanceUID }) {
    await readyOrThrow();
    const set = displaySetOf(seriesInstanceUID);
    if (!set) throw new Error("this study holds no such series");
    await readFrames(set);
    let shown = 0;
    for (const viewportId of [...services().viewportGridService.getState().viewports.keys()]) {
      if (await layOver(viewportId, set)) shown++;
    }
    if (shown === 0) throw new Error("no viewport took the segmentation");
    say("segmentationShown", { n: shown, seriesInstanceUID });
    sayLegend(set);
  }

  /**
   * Reads a segmentation before any viewport needs it. OHIF reads it once, whoever asks; of its
   * failure it tells nobody but its own corner of the screen, which the list of series may cover.
   */
  async function readFrames(set) {
    try {
      await set.load({ headers: {} });
    } catch (error) {
      const reason = error instanceof Error ? error.message : error?.error?.message;
      throw new Error(`the segmentation could not be read: ${reason ?? "the images were refused"}`);
    }
  }

  /**
   * One viewport at a time: OHIF turns a stack that the SEG does not reference into a volume first,
   * and takes any change of the grid for the end of that. Then it gives up; so ask again.
   */
  async function layOver(viewportId, set) {
    for (let attempt = 0; attempt < 4; attempt++) {
      if (isShown(viewportId, set)) return true;
      commands().runCommand("addDisplaySetAsLayer", {
        viewportId,
        displaySetInstanceUID: set.displaySetInstanceUID,
      });
      if (await until(() => isShown(viewportId, set), 8)) return true;
      await readyOrThrow();
    }
    return false;
  }

  function isShown(viewportId, set) {
    const all = services().segmentationService.getSegmentationRepresentations(viewportId) ?? [];
    return all.some((shown) => shown.segmentationId === set.displaySetInstanceUID);
  }

  /** Names and colours as the viewer draws them, for the portal's legend. */
  function sayLegend(set) {
    const { segmentationService, viewportGridService } = services();
    const segmentation = segmentationService.getSegmentation(set.displaySetInstanceUID);
    const viewportId = viewportGridService.getActiveViewportId();
    if (!segmentation || !viewportId) return;
    const segments = Object.values(segmentation.segments).map(({ segmentIndex, label }) => ({
      segment: segmentIndex,
      label,
      colour: colourOf(viewportId, set.displaySetInstanceUID, segmentIndex),
    }));
    say("segments", { seriesInstanceUID: set.SeriesInstanceUID, segments });
  }

  function colourOf(viewportId, segmentationId, segment) {
    try {
      return services().segmentationService
        .getSegmentColor(viewportId, segmentationId, segment).slice(0, 3)
        .map((part) => Math.min(255, part));
    } catch {
      return null; // not drawn in this viewport yet
    }
  }

  async function hideSegmentation({ seriesInstanceUID }) {
    await readyOrThrow();
    const set = displaySetOf(seriesInstanceUID);
    const { viewportGridService } = services();
    for (const viewportId of viewportGridService.getState().viewports.keys()) {
      if (!set || !isShown(viewportId, set)) continue;
      commands().runCommand("removeDisplaySetLayer", {
        viewportId,
        displaySetInstanceUID: set.displaySetInstanceUID,
      });
      // Gone before anything else is done: a layer that goes later would spoil one that is coming.
      await until(() => !isShown(viewportId, set), 5);
    }
    say("segmentationHidden", { seriesInstanceUID });
  }

  async function jumpToSegment({ seriesInstanceUID, segment }) {
    await readyOrThrow();
    const set = displaySetOf(seriesInstanceUID);
    if (!set) throw new Error("this study holds no such series");
    for (const viewportId of services().viewportGridService.getState().viewports.keys()) {
      services().segmentationService
        .jumpToSegmentCenter(set.displaySetInstanceUID, segment, viewportId);
    }
    say("jumped", { seriesInstanceUID, segment });
  }

  /** Hangs the series that the portal chose; it knows which is which, and why. */
  async function hang({ sequences }) {
    await until(() => services().hangingProtocolService?.getProtocolById(PROTOCOL), 20);
    services().hangingProtocolService.addProtocol(PROTOCOL, fourUp(sequences));
    commands().runCommand("setHangingProtocol", { protocolId: PROTOCOL, reset: true });
    say("hung", { sequences: Object.keys(sequences) });
  }

  // ---- T1 | T1c / T2 | FLAIR -----------------------------------------------------------------

  /** What a SeriesDescription says of a sequence, for a study that nobody has looked at yet. */
  const DESCRIPTIONS = {
    t1: [["contains", ["T1", "t1"]], ["doesNotContain", ["Gd", "GD", "T1c", "t1c", "T1C", "+C"]]],
    t1c: [["contains", ["Gd", "GD", "T1c", "t1c", "T1C", "+C", "T1 C", "T1CE", "t1ce"]]],
    t2: [["contains", ["T2", "t2"]], ["doesNotContain", ["FLAIR", "flair", "Flair"]]],
    flair: [["contains", ["FLAIR", "flair", "Flair"]]],
  };

  /** Rules that pick one sequence: by its series where the portal told it, else by description. */
  function selector(name, sequences) {
    const rule = (attribute, constraint) => ({ attribute, constraint, required: true, weight: 10 });
    const told = sequences[name];
    const rules = told
      ? [rule("SeriesInstanceUID", { equals: { value: told } })]
      : DESCRIPTIONS[name].map(([verb, words]) => rule("SeriesDescription", { [verb]: words }));
    return { seriesMatchingRules: [rule("Modality", { equals: { value: "MR" } }), ...rules] };
  }

  function viewport(name) {
    // No imageSlice or zoompan group: those made the first slices drift apart.
    const groups = [{
      type: "hydrateseg",
      id: "sameFORId",
      source: true,
      target: true,
      options: { matchingRules: ["sameFOR"] },
    }];
    return {
      viewportOptions: {
        viewportType: "stack",
        toolGroupId: "default",
        allowUnmatchedView: true,
        syncGroups: groups,
        initialImageOptions: { preset: "middle" }, // the first slices hold no brain
      },
      displaySets: [{ id: name }],
    };
  }

  function fourUp(sequences) {
    return {
      id: PROTOCOL,
      name: "Brain tumour, four sequences",
      protocolMatchingRules: [],
      toolGroupIds: ["default"],
      numberOfPriorsReferenced: -1,
      defaultViewport: viewport("t1c"),
      displaySetSelectors: Object.fromEntries(
        SEQUENCES.map((name) => [name, selector(name, sequences)]),
      ),
      stages: [{
        id: "2x2",
        name: "2x2",
        viewportStructure: { layoutType: "grid", properties: { rows: 2, columns: 2 } },
        viewports: SEQUENCES.map(viewport),
      }],
    };
  }

  // ---- wiring: OHIF registers its services after it has called us ------------------------------

  /**
   * OHIF looks for the patient's other studies, with the medical record number in the address. It
   * finds none here: who reads one study may not read them all, and addresses get into logs.
   * Called by OHIF before the data source asks anything, and again for each mode.
   */
  function askByStudyOnly(configuration) {
    const [source] = servicesManager._extensionManager.getActiveDataSource();
    const { studies } = source.query;
    if (studies.search.byStudyOnly) return configuration;
    const search = studies.search.bind(studies);
    studies.search = async (asked) => {
      if (!isUid(asked?.studyInstanceUid)) return [];
      const found = await search(asked);
      return found.map((study) => ({ ...study, mrn: "" })); // nothing to look for others by
    };
    studies.search.byStudyOnly = true;
    return configuration;
  }

  /** The page around us may put the series it chose into our address: hung so from the start. */
  function sequencesOfAddress() {
    const query = new URLSearchParams(window.location.search);
    const told = SEQUENCES.map((name) => [name, query.get(name)]).filter(([, uid]) => isUid(uid));
    return Object.fromEntries(told);
  }

  async function wire() {
    const ready = () => services().displaySetService && services().hangingProtocolService;
    if (await until(ready, 60) === null) return say("error", "the viewer did not start");
    services().hangingProtocolService.addProtocol(PROTOCOL, fourUp(sequencesOfAddress()));
    const { displaySetService } = services();
    displaySetService.subscribe(
      displaySetService.EVENTS.DISPLAY_SETS_ADDED,
      ({ displaySetsAdded }) => say("displaySets", displaySetsAdded.map(describe)),
    );
    say("ready", { version: window.config?.version ?? null });
    await closeStudyList();
    if (await viewportsReady() !== null) say("imagesShown", null);
  }

  /** The list of series takes a third of the room from the images; a click brings it back. */
  async function closeStudyList() {
    await until(() => document.querySelector('[data-cy="viewport-grid"]'), 30);
    const { panelService } = services();
    panelService?._broadcastEvent(panelService.EVENTS.PANELS_CHANGED, {
      options: { leftPanelClosed: true },
    });
  }

  const describe = (set) => ({
    m: set.Modality,
    seriesInstanceUID: set.SeriesInstanceUID,
    n: set.numImageFrames ?? 0,
  });

  wire();
  window.addEventListener("error", (event) => say("error", event.message));
  window.addEventListener("unhandledrejection", (event) => {
    const { reason } = event;
    if (reason?.status === 401) return say("unauthorized", null);
    say("error", reason instanceof Error ? reason.message : "the viewer failed");
  });

  const dicomweb = `${origin}/orthanc/dicom-web`;
  return {
    name: "neuronova",
    routerBasename: BASE,
    showStudyList: false,
    extensions: [],
    modes: [],
    customizationService: [{ "ohif.tours": { $set: [] } }], // 11 steps that cover the image
    disableConfirmationPrompts: true,
    maxNumberOfWebWorkers: 2,
    showWarningMessageForCrossOrigin: false,
    showCPUFallbackMessage: true,
    showLoadingIndicator: true,
    strictZSpacingForVolumeViewport: true,
    groupEnabledModesFirst: true,
    allowMultiSelectExport: false,
    investigationalUseDialog: { option: "never" }, // the portal's page says it, always
    useSharedArrayBuffer: "FALSE",
    maxNumRequests: { interaction: 20, thumbnail: 4, prefetch: 10 },
    showErrorDetails: "production",
    studyPrefetcher: { enabled: false },
    dangerouslyUseDynamicConfig: { enabled: false }, // no configuration out of an address
    defaultDataSourceName: "orthanc",
    dataSources: [{
      namespace: "@ohif/extension-default.dataSourcesModule.dicomweb",
      sourceName: "orthanc",
      configuration: {
        friendlyName: "NeuroNova",
        name: "orthanc",
        qidoRoot: dicomweb,
        wadoRoot: dicomweb,
        wadoUriRoot: dicomweb,
        qidoSupportsIncludeField: true,
        supportsReject: false,
        supportsFuzzyMatching: false,
        supportsWildcard: true,
        supportsStow: false,
        imageRendering: "wadors",
        thumbnailRendering: "wadors",
        enableStudyLazyLoad: true,
        dicomUploadEnabled: false,
        omitQuotationForMultipartRequest: true,
        bulkDataURI: { enabled: true },
        onConfiguration: askByStudyOnly,
      },
    }],
    httpErrorHandler: (error) => {
      if (error.status === 401) say("unauthorized", null);
    },
  };
};
